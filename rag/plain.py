"""A question in plain form: forms of characters, small talk, times and amounts as documents write them."""

from __future__ import annotations

import re
import unicodedata

from rag.numbering import chinese_number
from rag.query import Language

_HAN_DIGIT = "〇一二三四五六七八九零"
_HAN_YEAR = re.compile(r"[一二][〇零一二三四五六七八九]{3}(?=年)")
_SHORT_HAN_YEAR = re.compile(  # 二二年; 二三年 is two or three years but in 二三年上半年
    r"(?<![〇零一二三四五六七八九十百千万\d])(?:[一二][〇零五六七八九]|二[一二四]|二三(?=年[前上下第全底末度]))(?=年(?!级))"
)
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CHATTER = re.compile(  # before the question proper: 写稿核个数：…; 领导要我列PPT，…; 现在是2026年3月了，…
    r"^[^：:，,？?]{0,10}(?:核个|核一?下|核对|核实|查一?下|查个|查查|[请想]问|问一?[下个]|确认|请教|咨询一?下|打听|写稿|写新闻|稿子)[^：:，,？?]{0,6}[：:](?=.{6})"
    r"|^(?:领导|老板|经理|主任|上级|老师)(?:要|让|叫|催)(?:我们?)?(?:列|写|做|整理|准备|弄|交|出)[^，,？?]{0,8}[，,](?=.{6})"
    r"|^(?:现在|今天|眼下|这会儿)(?:都|已经)?是?(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?了?[，,](?=.{6})"
)
_FIRST_QUARTERS = re.compile(r"[头前]([一二两三])个?季度")
_FIRST_MONTHS = re.compile(
    r"(?<!\d)(?:1|一)月?份?\s?[—–~～至到-]{1,2}\s?(?:9|九)月份?|[头前]九个月|(?:一|1)[—–~～至到-]{1,2}(?:三|3)季度"
)
_EN_QUARTERS = re.compile(
    r"\b(?:jan(?:uary)?\.?\s?(?:[–—-]|to|through|until)\s?sep(?:t(?:ember)?)?\.?|(?:the )?first nine months(?: of)?)",
    re.IGNORECASE,
)
_HALF_YEAR = re.compile(r"(?<!\d)(?:1|一)月?份?\s?[—–~～至到-]{1,2}\s?(?:6|六)月份?|[头前]六个月")
_UNSURE = re.compile(r"[（(](?:我?记得|好像|印象|应该|大概|是不是)[^）)]{0,24}[）)]")
_HAN_AMOUNT = re.compile(
    r"[一二两三四五六七八九][一二三四五六七八九十百千]{0,6}(?=(?:万亿|亿|万元))"
)
_STEPS = re.compile(  # 申报资金|要走哪几步
    r"(?:一共|总共)?[要得需]?(?:走|跑|过|经过|分)(?:哪|多少)?几?(?:步骤?|个?环节|道(?:手续|程序|关))(?=[？?。，,]|$)"
)
_NUMBER_OF_YEAR = re.compile(r"(20\d\d)年的?第?(\d{1,4})号(?:文件?|通知)")  # 2016年的82号文
_SEALED = re.compile(  # 落款盖了哪几家的章: those that issued it
    "(?:落款|红头|末尾|最后)?(?:上|处)?(?:一共|总共|都)?盖了?(?:的是)?(?:哪几[家个]|哪些|谁)(?:单位|部门|机关|家)?的?(?:公章|章|印)"
)
_AND_WHICH = re.compile(
    "(?:一共|总共|共)?有?几([条项个大类种点])[，,](?:都|分别|各|具体)+(?:是|叫|有)(?:什么|啥|哪些|哪几[条项个类种点])"
)
_NTH_PART = re.compile("第几个?(?:部分|块)")
_CHANGED = re.compile(  # 哪几块内容动过; not 带动了多少就业
    "(?<![带推拉启移联调变行互劳活运打感发流驱牵触挪])(?:动过|动了(?!工|土|身))"
)
_REACH = re.compile("冲[到上至]|冲刺到?")  # 营收要冲到多少
_HAN_SPOKEN = re.compile("([一二两三四五六七八九十])个亿(?!元)")  # 过了一个亿
_SPOKEN_AMOUNT = re.compile(r"(\d)\s?个\s?([亿万])(?!元)")  # 5个亿
_NOT_THAT = re.compile(
    r"[，,。；;？?]\s*(?:我?问的)?不是[^，,。；;？?吗么吧]{1,10}[。？?!]?$"
)  # …的增加值？不是营收
_SUCH_AS = re.compile(  # 硬条件，比如营收多少; rules for stalls, e.g. hours
    r"[，,（(]\s*(?:比如|例如|譬如)说?[^，,。？?]{1,20}[）)]?|[,(]?\s*\b(?:e\.g\.|for example|for instance),?\s[^?,]*",
    re.IGNORECASE,
)
_OWN_FIGURES = re.compile(  # 动漫企业|去年营收五百万，能申请哪些支持
    r"^(?P<who>[\u4e00-\u9fff]{2,8}(?:企业|公司|工厂|门店|工作室|合作社|机构))(?:去年|上年|上一年|今年|目前|现有|成立)[^，,？?]{2,24}[，,]"
    r"(?=(?:我们)?(?:能|可以|有)[^，]{0,8}(?:哪些|什么|啥)[^，]{0,4}(?:支持|补贴|政策|扶持|优惠|奖励|补助))"
)
_OF_THEM = re.compile(  # 四项细化目标里，|产业生态方面说了什么
    r"^(?:[一二两三四五六七八九十\d]{1,2}[项个大条类]|这几[项个条])[^，,。？?]{1,10}[里中](?:面|边)?[，,](?=[^，,]{2,}方面[^，,]*$)"
)
_STORY = re.compile(  # 我在…开了家公司，去年…，|这个计划里跟工业设计沾边的内容都有哪些
    r"^(?:[我咱俺]|朋友|同事|听说)[^。？?]{8,40}[，,][^。？?]{4,80}[，,](?![^。？?]*(?:支持|扶持|补贴|奖|算不算|符合|适用|好处|关系|能|可以))(?=[^，,。？?]{0,8}(?:计划|文件|政策|办法|方案|通知|规定)[^，,。？?]{4,}[？?]?$)"
)
_CALLS_FOR = re.compile(  # 我想问下政策细节，|电话多少
    r"(?:^|[，,。 ])我?们?想(?:要)?(?:问|咨询|了解|打听|请教)一?下?[^，,。？? ]{0,4}(?:细节|详情|情况|问题|事情?)(?:[，,。 ]|$)"
)
_A_CONTACT = re.compile("电话|联系方式|热线|地址")
_AGED = re.compile(r"(?:今年|已经|都)(\d{2,3})(?=了?[，,])")  # 奶奶|今年93|了，…
_CONTROL = {"Cc", "Cf", "Cs", "Co", "Cn"}


def normalise(question: str) -> str:
    """Return the question with full-width forms made plain, control characters and runs of blanks gone."""
    text = unicodedata.normalize("NFKC", question)
    text = "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or not _is_control(c))
    return re.sub(r"\s+", " ", text).strip()


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in _CONTROL


def language_of(text: str) -> Language:
    """Return "en" for a question with Latin words and hardly a Han character, else "zh"."""
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]{2,}", text))
    return "en" if latin > han else "zh"


def plainly(text: str) -> str:
    """Return a question without small talk before it, its times and amounts as documents write them."""
    text = numbered_whole(text.replace("啥", "什么").replace("咋", "怎么"))
    text = _SHORT_HAN_YEAR.sub(lambda m: f"20{m[0].translate(_DIGITS)}", text)
    text = _HAN_YEAR.sub(lambda m: "".join(str(_HAN_DIGIT.index(c) % 10) for c in m[0]), text)
    text = _SUCH_AS.sub("", _NOT_THAT.sub("", _CHATTER.sub("", text))) or text
    text = _STORY.sub("", _OF_THEM.sub("", text))
    if _A_CONTACT.search(text):
        text = _CALLS_FOR.sub("", text).replace("地址邮编", "地址和邮编")
    text = _SEALED.sub("由哪几家单位联合印发", text)
    text = _NUMBER_OF_YEAR.sub(r"〔\1〕\2号", text)
    text = _NTH_PART.sub("哪一部分", text)
    text = _AGED.sub(r"\1岁", text)
    text = _OWN_FIGURES.sub(r"我们是\g<who>，", text)
    text = _FIRST_MONTHS.sub("前三季度", text)
    text = _HALF_YEAR.sub("上半年", _FIRST_QUARTERS.sub(r"前\1季度", text))
    text = _STEPS.sub("的程序有哪些", text)
    text = _CHANGED.sub("调整过", _REACH.sub("达到", text))
    text = _EN_QUARTERS.sub("first three quarters of", text)
    text = _HAN_SPOKEN.sub(lambda m: f"{chinese_number(m[1])}亿元", text)
    text = _HAN_AMOUNT.sub(lambda m: str(chinese_number(m[0])), text)
    return _SPOKEN_AMOUNT.sub(r"\1\2元", _UNSURE.sub("", text))


def numbered_whole(text: str) -> str:
    """Return a question for a number of things and their names as one for the things: 一共几条，都叫什么 → 有哪几条."""
    return _AND_WHICH.sub(r"有哪几\1", text)


def plain_number(number: str) -> str:
    """Return a document number 文号 with brackets 〔〕, without blanks and 第, in small letters."""
    opened = re.sub(r"[\[(（【]", "〔", re.sub(r"\s|第", "", number))
    return re.sub(r"[\])）】]", "〕", opened).lower()
