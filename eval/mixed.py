"""A folder of mixed files to try the program with: a Word file, a PDF, a web page and a scan, of invented texts.

``python -m eval.mixed --out build/mixed`` writes them; the README shows what the program makes of them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from eval.known import Known, known
from eval.madefiles import web_page, word_counted
from eval.madepapers import office_paper, picture_file, scans
from eval.run import writable
from rag.errors import RagError

WORD = known("企业奖励办法", "澜州市数字创意企业奖励办法", (
    "第一章 总则",
    "第一条 为支持本市数字创意产业发展，制定本办法。",
    "第二条 本办法适用于在本市登记注册、从事数字内容制作和数字设备研发的企业。",
    "第二章 奖励",
    "第三条 企业年度营业收入首次突破1亿元的，给予50万元一次性奖励。",
    "第四条 企业获评国家级工业设计中心的，给予100万元一次性奖励。",
    "第五条 申请奖励的企业应当提交下列材料：",
    "（一）奖励申请表；",
    "（二）营业执照复印件；",
    "（三）上一年度审计报告。",
    "第三章 附则",
    "第六条 本办法自2024年1月1日起施行，有效期至2026年12月31日。",
))  # fmt: skip
PAPER = known("人才住房通知", "澜州市住房和城乡建设局关于人才住房补贴有关事项的通知", (
    "各区住房和城乡建设局，各有关单位：",
    "为吸引和留住青年人才，经市人民政府同意，现就2025年人才住房补贴有关事项通知如下。",
    "一、补贴对象",
    "（一）在本市就业或者创业，与用人单位签订一年以上劳动合同，并在本市缴纳社会保险满六个月的全日制本科以上毕业生。",
    "（二）本人及配偶在本市没有自有住房，且未享受公共租赁住房、人才公寓或者其他住房优惠政策的青年人才。",
    "（三）在本市创办企业并担任法定代表人，企业正常经营满一年，且持股比例不低于百分之三十的青年人才。",
    "二、补贴标准",
    "（一）租房补贴。本科毕业生每月补贴800元，硕士毕业生每月补贴1200元，博士毕业生每月补贴2000元，最长发放36个月。",
    "（二）购房补贴。博士毕业生在本市购买首套自住商品房的，一次性补贴15万元，与租房补贴不可同时享受。",
    "三、申请程序",
    "（一）网上申请。申请人登录市住房和城乡建设局网站提交申请，上传身份证、学历证书、劳动合同和社会保险缴纳证明。",
    "（二）部门审核。区住房和城乡建设局会同人力资源和社会保障部门，自受理之日起15个工作日内完成审核，必要时可以实地核查。",
    "（三）公示发放。审核通过的名单在网站公示5个工作日，公示无异议的，补贴于次月25日前发放至申请人社会保障卡。",
    "（四）续领复核。租房补贴按年续领，申请人应当在每年3月底前提交上一年度的社会保险缴纳证明和住房状况承诺书。",
    "（五）异地转移。申请人在本市各区之间变更工作单位的，由新单位所在区继续发放，已领取的月数合并计算。",
    "四、监督管理",
    "（一）各区要建立补贴发放台账，按季度向市住房和城乡建设局报送发放人数和金额，并对领取满一年的人员进行复核。",
    "（二）申请人工作单位、住房状况发生变化的，应当在30日内报告；不再符合条件的，自次月起停止发放。",
    "（三）以虚假材料骗取补贴的，由区住房和城乡建设局追回全部补贴，五年内不再受理其申请，并依法记入信用记录。",
    "五、附则",
    "本通知自2025年3月1日起施行，有效期三年。咨询电话：0750-8272136。",
    "澜州市住房和城乡建设局",
    "2025年2月18日",
))  # fmt: skip
PAGE = known("助餐问答", "澜州市老年助餐服务热点问答", (
    "一、哪些老年人可以享受助餐补贴？",
    "具有本市户籍、年满70周岁的老年人，以及年满60周岁的低保对象，可以享受助餐补贴。",
    "二、每餐补贴多少钱？",
    "70周岁至79周岁的老年人每餐补贴3元，80周岁以上的老年人每餐补贴5元，每人每天补贴两餐。",
    "三、到哪里办理？",
    "老年人可以持身份证到居住地的社区居民委员会办理，社区应当在5个工作日内办结。",
))  # fmt: skip
SCAN = known("停车收费通告", "澜州市发展和改革局关于调整道路停车收费标准的通告", (
    "为规范道路停车秩序，经市人民政府同意，现将道路停车收费标准调整事项通告如下：",
    "一、收费时段为每日8时至20时，其他时段免费停放。",
    "二、小型车首30分钟免费，首小时收费4元，此后每小时收费2元，每日最高收费20元。",
    "三、残疾人驾驶的专用车辆和执行任务的救护车、消防车免费停放。",
    "四、本通告自2025年5月1日起施行。监督电话：12345。",
    "澜州市发展和改革局",
    "2025年4月10日",
))  # fmt: skip


def write_files(folder: Path) -> None:
    """Write the four files. Raises InvalidOption where the folder does not take them."""
    writable(folder)
    picture = scans(office_paper(SCAN).content, seed=1)[0]
    files: tuple[tuple[Known, str, bytes], ...] = (
        (WORD, ".docx", word_counted(WORD)),
        (PAPER, ".pdf", office_paper(PAPER).content),
        (PAGE, ".html", web_page(PAGE)),
        (SCAN, ".png", picture_file(picture, "PNG")),
    )
    for text, ending, content in files:
        (folder / (text.name + ending)).write_bytes(content)


def main() -> int:
    """Write the folder."""
    parser = argparse.ArgumentParser(prog="python -m eval.mixed", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    try:
        write_files(options.out)
    except RagError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"4 files in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
