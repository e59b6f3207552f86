"""A made-up corpus whose documents speak of each other: two plans, a reading, a news item, a repost, rules."""

from __future__ import annotations

from pathlib import Path


def plan(period: str, number: str, day: str, body: str) -> str:
    """Return the notice that issues the action plan of a period, with the plan behind it."""
    name = f"澜江市数字创意产业行动计划（{period}年）"
    return f"""# 澜江市工业和信息化局关于印发{name}的通知

{number}

各区工业和信息化局：

现将《{name}》印发给你们，请认真贯彻执行。

澜江市工业和信息化局

{day}

{name}

{body}"""


PLAN_2021 = plan(
    "2021—2025", "澜工信〔2021〕8号", "2021年3月5日",
    """一、工作目标

（一）产业规模。到2025年，全市数字创意产业营业收入突破600亿元，年均增长8%。

（二）企业培育。到2025年，培育骨干企业20家。

二、重点任务

（一）提升原创能力。支持企业开展原创动画制作，对优秀原创作品给予最高30万元奖励。

（二）建设工业遗址公园。利用旧厂房建设工业遗址公园3处。

三、保障措施

（一）加强统筹。由市工业和信息化局牵头建立联席会议制度。
""",
)  # fmt: skip
PLAN_2023 = plan(
    "2023—2027", "澜工信〔2023〕15号", "2023年9月20日",
    """一、工作目标

（一）产业规模。到2027年，全市数字创意产业营业收入突破900亿元，年均增长10%。

（二）企业培育。到2027年，培育骨干企业35家。

二、重点任务

（一）提升原创能力。支持企业开展原创动画制作，对优秀原创作品给予最高50万元奖励。

（二）推动融合应用。促进数字创意与制造、文旅、农业融合。

（三）建设产业园区。新建数字创意产业园4个。

三、保障措施

（一）加强统筹。由市工业和信息化局牵头建立联席会议制度。

（二）本计划自2023年10月1日起施行。《澜江市数字创意产业行动计划（2021—2025年）》（澜工信〔2021〕8号）同时废止。
""",
)  # fmt: skip
READING = """# 《澜江市数字创意产业行动计划（2023—2027年）》政策解读

来源：澜江市工业和信息化局　发布时间：2023-09-25

一、出台背景

近年来，我市数字创意产业发展迅速，原有目标已难以适应新的发展要求，需要重新制定行动计划。

二、主要内容

（一）工作目标。提出到2027年，全市数字创意产业营业收入突破900亿元，年均增长10%；培育骨干企业35家。

（二）重点任务。对优秀原创作品给予最高50万元奖励；新建数字创意产业园4个。
"""
NEWS = """# 澜江数字创意产业再提速

来源：澜江日报　发布时间：2023-09-28

记者昨日从市工业和信息化局获悉，《澜江市数字创意产业行动计划（2023—2027年）》近日印发。

根据计划，到2027年，全市培育骨干企业30家。

据介绍，市里还将举办数字创意周活动，首届活动于2023年11月8日在会展中心开幕。
"""
REPOST = (
    """# 澜江市工业和信息化局关于印发澜江市数字创意产业行动计划（2023—2027年）的通知

来源：澜江市临湖区人民政府网站　发布时间：2023-10-09

当前位置：首页 > 政务公开 > 上级文件
"""
    + PLAN_2023.partition("\n")[2]
    + """
临湖区人民政府办公室转载　责任编辑：小林
"""
)
RULES = """# 澜江市养犬管理办法

第一条 为了规范养犬行为，制定本办法。

第二条 养犬人应当为犬只办理登记，登记费每只每年200元。

第三条 本办法自2019年1月1日起施行，有效期5年。
"""
CORPUS = {
    "plan2021.md": PLAN_2021,
    "plan2023.md": PLAN_2023,
    "reading.md": READING,
    "news.md": NEWS,
    "repost.md": REPOST,
    "rules.md": RULES,
}


def write(folder: Path, *names: str) -> Path:
    """Write these documents of the corpus, or all of them; return the folder."""
    folder.mkdir(exist_ok=True)
    for name in names or CORPUS:
        (folder / name).write_text(CORPUS[name], encoding="utf-8")
    return folder
