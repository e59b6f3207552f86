// Runs once, in an empty gr.HTML: `trigger` is how an action reaches Python (manage.py).
const panel = () => document.querySelector("#panel");
const view = (name) => {
  panel().dataset.view = name;
  document.querySelector("#gate button")?.setAttribute("aria-pressed", name === "manager");
};
const section = () => document.querySelector("#manager .manager");
let shown = ""; // the manager as it was drawn last
let filled = ""; // the document whose facts are in the form
let key = null; // what to focus again once the manager is drawn anew

let last = ["", 0]; // a second click of a double click is none
const anew = () => { last = ["", 0]; act({ act: "show" }); }; // who signed in or out sees it at once
const act = (data) => {
  const [words, at] = last;
  last = [JSON.stringify(data), Date.now()];
  if (last[0] !== words || last[1] - at > 800) trigger("submit", data);
};
const send = (path, body) => fetch(path, { method: "POST", body, headers: { "Content-Type": typeof body === "string" ? "application/json" : "application/octet-stream" } });

const open = (name) => {
  if (name === "sign-out") return send("editor/sign-out", "{}").finally(anew);
  view(name);
  const shown = document.querySelector(name === "manager" ? "#manager" : "#source");
  shown.querySelector("h2")?.focus({ preventScroll: true });
  const { top } = shown.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) shown.scrollIntoView({ block: "start" });
  if (name === "manager") act({ act: "show" });
};

document.addEventListener("click", (event) => {
  if (event.target.closest("a[href^='#cite-'], a[href^='#near-'], [data-doc], [data-act=list]")) view("source");
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.open) open(button.dataset.open);
  if (button.dataset.edit) { key = button.dataset.edit; act(JSON.parse(key)); }
  if (button.dataset.pick) pick(button);
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.form) return;
  event.preventDefault();
  if (form.dataset.form === "sign-in") signIn(form);
  if (form.dataset.form === "find") { key = "find"; act({ act: "find", find: form.elements.find.value }); }
  if (form.dataset.form === "facts") {
    const changed = [...form.querySelectorAll("input")].filter((box) => box.value !== box.defaultValue);
    key = "report";
    if (changed.length) act({ act: "correct", doc_id: form.dataset.id, said: Object.fromEntries(changed.map((box) => [box.name, box.value])) });
  }
}, true);

const signIn = async (form) => {
  const fault = form.querySelector(".fault");
  fault.textContent = "";
  try {
    const reply = await send("editor/sign-in", JSON.stringify({ name: form.elements.name.value, password: form.elements.password.value }));
    if (reply.ok) { form.reset(); key = null; return anew(); }
    const { wait } = await reply.json();
    fault.textContent = wait ? form.dataset.wait.replace("{}", Math.ceil(wait / 60)) : form.dataset.wrong;
  } catch {
    fault.textContent = form.dataset.unreachable;
  }
  form.elements.password.value = "";
  form.elements.password.focus();
};

// Files that were picked or dropped are sent one after the other; then Python is told of them.
const pick = (button) => {
  const box = document.createElement("input");
  box.type = "file";
  box.multiple = button.dataset.pick === "files";
  box.webkitdirectory = button.dataset.pick === "folder";
  box.addEventListener("change", () => sendAll([...box.files], button.dataset.id));
  box.click();
};

const sendAll = async (files, replaces) => {
  const seen = files.filter((file) => !file.name.startsWith("."));
  const say = (words) => { const line = section()?.querySelector(".sending"); if (line) line.textContent = words; };
  const { sending = "", unsent = "" } = section()?.querySelector(".sending")?.dataset || {};
  const sent = [], lost = [];
  for (const [number, file] of seen.entries()) {
    try {
      sent.push(await sendOne(file, (share) => say(`${sending} ${number + 1}/${seen.length} ${file.name} ${share}`)));
    } catch {
      lost.push(file.name);
    }
  }
  say(lost.length ? `${unsent}: ${lost.join(", ")}` : "");
  key = "report";
  if (sent.length) act(replaces ? { act: "replace", uploads: sent, doc_id: replaces } : { act: "add", uploads: sent });
  else act({ act: "show" });
};

const sendOne = (file, progress) => new Promise((resolve, reject) => { // fetch does not tell how far it is
  const request = new XMLHttpRequest();
  request.open("POST", `editor/files?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.onprogress = (event) => progress(`${Math.round((100 * event.loaded) / (event.total || 1))}%`);
  request.onerror = reject;
  request.onload = () => (request.status === 200 ? resolve(JSON.parse(request.responseText).id) : reject());
  progress("");
  request.send(file);
});

const filesOf = async (entry) => {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) { // at most 100 come at a time
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return (await Promise.all(found.filter((one) => !one.name.startsWith(".")).map(filesOf))).flat();
    found.push(...some);
  }
};

const dropping = (event) => panel()?.dataset.view === "manager" && section()?.querySelector(".drop") && event.dataTransfer?.types.includes("Files");
["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
  if (!dropping(event)) return;
  event.preventDefault();
  event.stopPropagation();
  section().querySelector(".drop").classList.toggle("over", kind === "dragover");
  if (kind !== "drop") return;
  const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files];
  if (dropped.length) Promise.all(dropped.map(filesOf)).then((files) => sendAll(files.flat()));
  else sendAll(plain);
}, true));

// The manager was drawn anew: the focus goes back to where it was, or to what is new.
const settle = (drawn) => {
  document.querySelector("#gate button")?.setAttribute("aria-pressed", panel()?.dataset.view === "manager");
  const now = section()?.outerHTML;
  if (!now || now === shown) return; // only Gradio's own sign that something goes on
  shown = now;
  const form = drawn.querySelector(".facts-form");
  const kept = form?.dataset.id === filled; // Gradio keeps elements, and what was typed into them
  filled = form?.dataset.id;
  if (form && (!kept || key?.includes('"forget"'))) form.reset();
  if (key === null || panel()?.dataset.view !== "manager") return;
  const same = [...drawn.querySelectorAll("[data-edit]")].find((button) => button.dataset.edit === key);
  const target = key === "find" ? drawn.querySelector("[name=find]") : (key.includes('"open"') && form?.querySelector("h4")) || same || drawn.querySelector(".report h3") || drawn.querySelector("h2");
  key = null;
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
};
const follow = () => {
  const drawn = document.querySelector("#manager");
  if (!drawn) return setTimeout(follow, 100);
  new MutationObserver(() => settle(drawn)).observe(drawn, { childList: true, subtree: true });
};
follow();
