"""Persons, posts, companies and places by name in a sentence, for who, which company, which city.

Names have no form of their own in Chinese; what stands around them tells them: a post before
(市长陆鹤年), a verb behind (韩立峰任组长), a company's last word (…集团), a place's (…市).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from rag.terms import cut

Span = tuple[int, int]

_SURNAMES = (
    "欧阳|上官|司马|诸葛|皇甫|东方|尉迟|慕容|令狐|夏侯|司徒|公孙|["
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷"
    "贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾"
    "路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲封芮"
    "储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓"
    "蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步"
    "都耿满弘匡国文寇广禄阙东殳沃利蔚越夔隆师巩聂晁勾敖融冷訾辛阚那简饶空曾毋沙养鞠须丰巢关蒯相查荆红游竺权逯盖益桓公闫肖覃]"
)
_POST = (
    "(?:总?链长|市长|省长|县长|区长|镇长|乡长|州长|主任|处长|科长|局长|厅长|司长|部长|组长|院长|会长|校长|行长|站长|所长|书记|秘书长|理事长|董事长|总经理|"
    "总工程师|总经济师|总会计师|主席|巡视员|召集人|负责人|联系人|解读人|发言人|常委|教授|院士|专员|主持人|联络员)"
)
_NAME = rf"(?<![主首])(?:{_SURNAMES})(?![的是由任兼担])[\u4e00-\u9fff]{{1,2}}"
_AFTER = r"(?=同志|[兼担任受被因给]|主持|签|作出|作了|提出|强调|指出|要求|宣布|参加|带队|致辞|讲话|传达|部署|出席|介绍|表示|在|就|为|和(?![任担兼])|、|，|,|。|；|;|\s|$|[（()）]|\d|等|率|说|答|回)"
_PERSON = re.compile(
    rf"{_POST}[：:\s]*(?P<a>{_NAME}?){_AFTER}|(?P<b>{_NAME}?)(?=同志|(?:兼任|担任|任)[^务期何])"
    rf"|(?<=[局部委厅院会司处室市省区县学])(?P<e>{_NAME}?)(?=副?{_POST})"
    rf"|^(?P<f>{_NAME}?)(?=[ \u3000\t]+[\u4e00-\u9fff]{{2,24}}{_POST})"
    rf"|(?:^|[：:\s])(?P<d>{_SURNAMES}[ \u3000][\u4e00-\u9fff])(?=\s|$)"
    rf"|(?<=[\s：:])(?P<c>{_NAME}?)(?=[，,、\s（(：:]*(?:电话|联系电话|\d{{3,}}))"
)
_OFFICE_HOLDER = re.compile(
    rf"[由为](?P<v>[\u4e00-\u9fff]{{0,14}}?{_POST})(?=[担任兼，。；、和]|$)"
)
_LEADING = frozenset(
    [
        "由",
        "以",
        "向",
        "与",
        "和",
        "及",
        "以及",
        "对",
        "在",
        "把",
        "将",
        "经",
        "为",
        "是",
        "如",
        "其中",
        "包括",
        "会同",
        "委托",
        "支持",
        "依托",
        "联合",
        "引进",
        "建设",
        "组织",
        "推动",
        "引导",
        "鼓励",
        "培育",
        "落户",
        "位于",
        "选定",
        "布局",
        "设立",
        "成立",
        "打造",
        "推进",
        "永久",
        "落户于",
        "前往",
        "来自",
        "覆盖",
        "按照",
        "根据",
        "通过",
        "充分发挥",
        "发挥",
        "借鉴",
        "有关",
        "依靠",
        "立足",
        "结合",
        "融入",
        "对接",
        "联动",
    ]
)
_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9（）()·]{2,24}?(?:有限责任公司|股份有限公司|有限公司|公司|集团(?:股份)?(?:有限(?:责任)?公司)?|银行|事务所|研究院|研究所|中心|电信|移动|联通|大学|学院|协会|商会|联合会|基金会|农商行|[工农建交招][商]?行)(?:[\u4e00-\u9fff]{2,4}(?:分公司|支行|分行))?"
)
_BARE_COMPANY = re.compile(
    r"^(?:[某各该本等]|有关|相关|其他|上市|链主|龙头|骨干|母|子|分|总|金融机构|第三方|国有|民营|专业|大型|小型|中小|小额贷款|融资担保|服务|物业服务|培训)*(?:公司|集团|银行|事务所|研究院|研究所|中心|大学|学院|协会|商会)$"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|开发区|高新区|新区|园区|化工园|产业园|工业园|示范区|街道|大湾区|半岛|[省市县镇乡村](?![场级长委政民区容]))"
)
_NO_PLACE = re.compile(r"等|设在|[我全本各该]省$|[我全本各该地]市$|[我全本各该]县$")
_NO_NAMES = ("深度", "高地", "国家", "中国")  # that the dictionary has for places
SUFFIX = 3  # characters of a word that only says what kind of place: 示范区
_VERBAL = "vdpcr"  # tags of words that are no part of a place's name
_ZONE = re.compile(r"(?:园|区|大湾区|半岛)$")


def persons(sentence: str) -> list[Span]:
    """Return the spans of the names of persons."""
    return [m.span(m.lastgroup) for m in _PERSON.finditer(sentence) if m.lastgroup]


def posts(sentence: str) -> list[Span]:
    """Return the spans of posts that somebody holds: 由|省科技厅厅长|担任组长."""
    return [m.span(m.lastgroup) for m in _OFFICE_HOLDER.finditer(sentence) if m.lastgroup]


def companies(sentence: str) -> list[Span]:
    """Return the spans of companies, institutes and the like that have a name of their own."""
    found = []
    for match in _COMPANY.finditer(sentence):
        start, end = match.span()
        start = end - len(_without_front(sentence[start:end]))
        if end - start > 3 and not _BARE_COMPANY.match(sentence[start:end]):
            found.append((start, end))
    return found


def places(sentence: str) -> list[Span]:
    """Return the spans of places: those that a dictionary knows and those that end like one."""
    known, starts, at = [], [], 0
    for word, flag in cut(sentence):
        if flag in ("ns", "nsf") and len(word) > 1 and word not in _NO_NAMES:
            known.append((at, at + len(word)))
        starts.append(at)
        at += len(word)
    ended = []
    for match in _PLACE.finditer(sentence):
        start = next((s for s in starts if match.start() <= s < match.end()), match.start())
        text = _without_verbs(
            _without_front(sentence[start : match.end()])
        )  # 引导企|业充分发挥…湾区
        if len(text) > 2 and not _NO_PLACE.search(text):
            ended.append((match.end() - len(text), match.end()))
    apart = [k for k in known if not any(a < k[1] and k[0] < b for a, b in ended)]
    return sorted([*ended, *apart])


def _without_verbs(text: str) -> str:
    """Cut from the front of a place what is done with it: 充分发挥|粤港澳大湾区, not 融合发展|示范区."""
    tagged = list(cut(text))
    for i in range(len(tagged) - 1, 0, -1):
        done = tagged[i - 1][1][:1] in _VERBAL
        named = any(flag[:1] in "njzx" for _, flag in tagged[i:-1]) or len(tagged[-1][0]) > SUFFIX
        if done and named:
            return "".join(word for word, _ in tagged[i:])
    return text


def _without_front(text: str) -> str:
    """Cut the words before a name that do not belong to it: 由|望江国有资本投资公司."""
    start = 1 if text[0] in "由以向经" else 0
    at = 0
    for word, _ in cut(text):
        at += len(word)
        if at < len(text) and word in _LEADING:
            start = at
    return text[start:]


def cities(sentence: str) -> list[Span]:
    """Return the spans of places that are no parks, zones or bays."""
    return [(a, b) for a, b in places(sentence) if not _ZONE.search(sentence[a:b])]


FINDERS: dict[str, Callable[[str], list[Span]]] = {
    "person_name": persons, "post": posts, "company": companies, "place": places, "city": cities,
}  # fmt: skip


def find_named(sentence: str, kinds: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, start, end) of the names of the first of these kinds that the sentence has."""
    for kind in kinds:
        found = FINDERS[kind](sentence)
        if found:
            yield from ((kind, a, b) for a, b in found)
            return
