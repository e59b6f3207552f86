// Runs once, in an empty gr.HTML: `trigger` is how a click reaches Python.
let origin = null; // the link that opened the source panel, to go back to
let called = false; // the panel's next content was asked for by a click

const open = (link, data) => {
  if (!link.closest("#source")) origin = link.getAttribute("href");
  called = true;
  trigger("select", data);
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const [, kind, turn, index] = (link?.getAttribute("href") || "").match(/^#(cite|near|ask)-(\d+)-(\d+)$/) || [];
  if (link?.matches(".skip")) {
    event.preventDefault();
    document.querySelector("#question textarea").focus();
  }
  if (kind) {
    event.preventDefault();
    if (kind === "ask") trigger("submit", { turn: +turn, index: +index });
    else open(link, { turn: +turn, index: +index, nearest: kind === "near" });
    return;
  }
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.ask) trigger("submit", { question: button.dataset.ask });
  if (button.dataset.doc) open(button, { doc_id: button.dataset.doc });
  if (button.dataset.act === "list") open(button, {});
  if (button.dataset.act === "back") goBack();
  if (button.dataset.copy) copy(button);
});

const goBack = () => {
  const link = origin && document.querySelector(`#chat a[href="${origin}"]`);
  const target = link || document.querySelector("#question textarea");
  target.scrollIntoView({ block: "center" });
  target.focus();
};

const copy = async (button) => {
  const say = (word) => { button.nextElementSibling.textContent = word; };
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.done);
  } catch { // pages that are not on localhost or https have no clipboard object
    const box = document.body.appendChild(document.createElement("textarea"));
    box.value = button.dataset.copy;
    box.select();
    say(document.execCommand("copy") ? button.dataset.done : button.dataset.failed);
    box.remove();
    button.focus();
  }
};

// Enter that confirms a Chinese input method's candidate must not send the question.
["keydown", "keypress"].forEach((kind) => document.addEventListener(kind, (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
}, true));

// The new content of the source panel: the quote comes into view inside its box.
const settle = () => {
  const panel = document.querySelector("#source");
  const box = panel?.querySelector(".text");
  const mark = box?.querySelector("mark.on");
  if (mark) box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 4;
  if (!panel || !called) return;
  called = false;
  panel.querySelector("h2")?.focus({ preventScroll: true });
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) panel.scrollIntoView({ block: "start" });
};

// Gradio puts the raw HTML of a message into its aria-label; its own text is the better name.
const name = (chat) => {
  chat.querySelectorAll("[data-testid=bot][aria-label], [data-testid=user][aria-label]")
    .forEach((message) => message.removeAttribute("aria-label"));
  chat.querySelector("[role=log]")?.setAttribute("aria-label", document.querySelector("#words")?.dataset.log || "");
};

const speak = () => {
  const words = document.querySelector("#words");
  if (words) document.documentElement.lang = words.lang;
  if (words) document.title = words.dataset.name;
};

const changed = (selector, act) => {
  const target = document.querySelector(selector);
  if (!target) return setTimeout(changed, 100, selector, act);
  new MutationObserver(() => act(target)).observe(target, { childList: true, subtree: true });
  act(target);
};
changed("#source", settle);
changed("#chat", name);
changed("#head", speak);
