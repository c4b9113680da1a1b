#!/usr/bin/env python3
"""Writes the demo workbook's rows: tests/fixtures/import/shop-500.csv and the pictures its rows name.

    scripts/data/shop_500.py

青禾服饰 is a shop that does not exist; it sells clothes and things for the home. Three sources in shop_500/ make its
500 rows: what it sells (products.toml), where and with whom it sends (places.toml), and what its team says
otherwise (general.csv, whole rows). The same sources give the same bytes.
"""

import csv
import shutil
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "shop_500"
ROOT = HERE.parent.parent
TARGET = ROOT / "tests/fixtures/import/shop-500.csv"
IMAGES = ROOT / "tests/fixtures/import/shop-500.files"
HEADERS = ["分类", "标题", "内容", "快捷码", "关键词", "图片", "有效期", "状态", "wechat", "en"]
# The shop's name of a picture, and the starter picture that it is a copy of.
PICTURES = {
    "青禾上衣尺码表.png": "size-top",
    "青禾裤装尺码表.png": "size-trousers",
    "青禾鞋码对照表.png": "size-shoes",
    "青禾洗护说明.png": "washing-care",
    "青禾验货步骤.png": "inspect-parcel",
    "青禾破损拍照示例.png": "damage-photos",
    "青禾退货流程.png": "return-steps",
    "青禾退货包装示例.png": "return-package",
    "青禾退款到账时间.png": "refund-timeline",
    "青禾发票填写指引.png": "invoice-guide",
}

# Each kind of row: title, keywords, and several wordings that products take in turn, so that neighbours differ.
CLOTHES = [
    ("面料", "材质,成分,什么料子", [
        "{name}的面料是{fabric}，{feel}。成分在吊牌上都有标注，您收到可以核对。",
        "您问的{name}，成分是{fabric}。{feel}，皮肤容易敏感的话，请先跟我说一声。",
        "这款{name}用的是{fabric}，{feel}。商品页有面料的细节图，点开可以放大看。",
    ]),
    ("尺码", "穿多大,选码,身高体重", [
        "{name}{size}。您把身高、体重发我，我再帮您核对一遍。",
        "关于{name}的尺码：{size}。拿不准可以量一件合身的衣物，把尺寸发给我。",
        "{name}{size}。每个人穿着习惯不一样，尺码建议供您参考。",
    ]),
    ("颜色", "色差,实物,哪个色", [
        "{name}有{colours}。图片是自然光下拍的，手机屏幕会有一点偏差，请以实物为准。",
        "{name}目前有{colours}。您平时穿搭偏深还是偏浅？我帮您选一个好搭的。",
        "您看的{name}，{colours}。在意颜色的话，我请同事拍张实物图给您。",
    ]),
    ("洗护", "怎么洗,掉色,保养", [
        "{name}{wash}。打理完有异常，请先拍照发我，不要反复再洗。",
        "{name}这样打理：{wash}。具体以水洗标或洗护卡为准。",
        "洗{name}请留意：{wash}。拿不准的话，把水洗标拍给我看看。",
    ]),
    ("厚薄和季节", "冷不冷,什么时候穿,温度", [
        "{name}{season}。您在哪个城市？我按当地的气温帮您看看合不合适。",
        "{name}{season}。怕冷怕热每个人不同，您平时偏怕冷的话可以往厚了选。",
    ]),
    ("怎么搭配", "穿搭,配什么,好看", [
        "{name}{match}。需要的话，我把搭配的那件链接也发给您。",
        "给您一个搭配参考：{name}{match}。您衣柜里有哪些常穿的？我再帮您想想。",
    ]),
    ("发货包装", "打包,多久发,寄出", [
        "{name}是现货，付款后48小时内发货，单号会显示在订单里。{pack}。",
        "{name}按付款顺序发货，有了单号我可以发给您。{pack}。",
        "{name}从杭州仓发货，出库后订单里会更新单号和物流。{pack}。",
    ]),
    ("退换", "退货,退款,不合适", [
        "{name}签收次日起七天内，{keep}，可以申请退换。寄回验货没有问题，退款按原路退回。",
        "{name}不合适可以退：{keep}，包装和赠品一起寄回。仓库验好就处理退款，退货单号记得填。",
        "{name}支持七天无理由，前提是{keep}。寄出后把单号填到售后页面，我来跟进退款。",
    ]),
    ("库存", "有货吗,断码,补货", [
        "{name}的库存：{stock}。库存跟着订单变，以付款成功为准。",
        "我看了一下{name}：{stock}。缺的可以点“到货提醒”，补到货系统会通知您。",
    ]),
]
ACCESSORIES = [
    ("材质", "什么料子,真皮,成分", [
        "{name}的材质：{fabric}。{feel}，收到可以对照吊牌核对。",
        "您问的{name}：{fabric}。{feel}，商品页有细节图，可以放大看。",
    ]),
    ("尺寸怎么选", "尺码,多大,选码", [
        "{name}{size}。拿不准的话，把您的情况说给我，我帮您看。",
        "关于{name}：{size}。以商品页写的尺寸为准，手工测量会有一点误差。",
    ]),
    *CLOTHES[2:4],
    ("什么时候用", "季节,场合,冬天", [
        "{name}{season}。您主要在什么场合用？我看看合不合适。",
        "{name}{season}，您平时怎么穿戴，也可以说给我听听。",
    ]),
    *CLOTHES[5:],
]
HOME = [
    ("材质", "什么做的,成分,安全", [
        "{name}的材质：{material}，{feel}。",
        "您问的{name}是{material}，{feel}。详情页有检测和成分说明，可以点开看。",
    ]),
    ("规格", "尺寸,多大,容量", [
        "{name}的规格：{spec}。您告诉我用在哪里，我帮您选合适的。",
        "{name}有这些规格：{spec}。手工测量会有一点误差，请留出余量。",
    ]),
    ("怎么用", "使用方法,新的,注意", [
        "{name}这样用：{use}。有不清楚的地方，拍照发我看看。",
        "收到{name}以后，{use}。用着有问题随时来找我。",
    ]),
    ("保养清洁", "怎么洗,清洗,弄脏", [
        "{name}的清洁保养：{care}。",
        "打理{name}请留意：{care}。弄脏了不确定怎么处理，先拍照问我。",
    ]),
    ("发货包装", "打包,多久发,寄出", [
        "{name}从金华仓发货，{pack}。发出后单号在订单里，和衣服不是同一个包裹。",
        "{name}付款后48小时内发货，{pack}。物流有更新我帮您留意。",
    ]),
    ("退换", "退货,退款,不想要", [
        "{name}签收次日起七天内，{keep}，可以申请退货退款，寄回时请按原样包好。",
        "{name}不满意可以退，条件是{keep}。仓库收到验好以后退款，退货单号请填到售后页面。",
    ]),
    ("库存", "有货吗,补货,缺货", [
        "{name}的库存：{stock}。库存随订单变化，拍之前也可以再问我一声。",
        "刚查过{name}：{stock}。等补货的话，点一下“到货提醒”就行。",
    ]),
    ("选购建议", "怎么选,搭配,推荐", [
        "选{name}给您一个参考：{match}。您家里是什么情况，说说看，我再细看。",
        "关于{name}怎么选：{match}。预算和尺寸告诉我，我帮您配好。",
    ]),
]
# The wechat column of these kinds.
WECHAT = {
    "尺码": "{name}：{size}。身高体重发我，我再帮您核对[愉快]",
    "尺寸怎么选": "{name}：{size}。拿不准就问我[愉快]",
    "规格": "{name}：{spec}。放在哪里用？我帮您选[愉快]",
}
REGIONS = [
    ("发{name}的运费", "邮费,包邮,快递费", [
        "发{name}：{freight}。{way}。提交订单前，页面会显示准确的运费。",
        "寄到{name}的运费是这样：{freight}。{way}，发货后单号在订单里。",
    ]),
]
COURIERS = [
    ("{name}查物流", "单号,快递到哪,包裹", [
        "您的包裹走的是{name}，物流单号[单号]，目前“[状态]”。{trait}，快递预计[预计时间]送达，以实际派送为准。",
        "{name}单号[单号]查到了，物流状态是“[状态]”。{trait}，有变化我再告诉您。",
    ]),
    ("{name}物流不动", "停滞,卡住,没更新", [
        "{name}物流单号[单号]停了一阵，{trait}。我已经登记催查，确认有问题就给您补发或退款。",
        "理解您担心。{name}的情况是{trait}，单号[单号]我让快递核实位置，有回复就告诉您。",
    ]),
    ("{name}派送提醒", "派件,取件,驿站", [
        "{name}正在派送，{local}。请保持电话畅通，收到先看外包装再签收。",
        "您的{name}包裹快到了，{local}。不方便收的话告诉我，我让网点改时间，单号[单号]。",
    ]),
]


def main() -> None:
    products = tomllib.loads((SOURCES / "products.toml").read_text(encoding="utf-8"))
    places = tomllib.loads((SOURCES / "places.toml").read_text(encoding="utf-8"))
    with open(SOURCES / "general.csv", encoding="utf-8", newline="") as file:
        general = list(csv.DictReader(file))
    rows = [
        *general,
        *(row for turn, product in enumerate(products["clothes"]) for row in product_rows(product, CLOTHES, turn)),
        *(row for turn, item in enumerate(products["accessories"]) for row in product_rows(item, ACCESSORIES, turn)),
        *(row for turn, product in enumerate(products["home"]) for row in product_rows(product, HOME, turn)),
        *(row for turn, region in enumerate(places["regions"]) for row in expand(region, REGIONS, turn, "物流/运费")),
        *(row for turn, name in enumerate(places["couriers"]) for row in expand(name, COURIERS, turn, "物流/快递公司")),
    ]
    check(rows)
    with open(TARGET, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADERS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    copy_pictures(rows)
    print(f"{len(rows)} rows, {sum(bool(row['wechat']) for row in rows)} with wechat, "
          f"{sum(bool(row['en']) for row in rows)} with en, {sum(bool(row['图片']) for row in rows)} with pictures, "
          f"{sum(bool(row['有效期']) for row in rows)} with validity, "
          f"{sum(row['状态'] == '停用' for row in rows)} inactive")


def product_rows(product: dict, kinds: list, turn: int) -> list[dict]:
    """The rows of one product: one for each kind, and the question that its customers ask again and again."""
    titled = [(f"{{name}}{title}", keywords, wordings) for title, keywords, wordings in kinds]
    rows = expand(product, titled, turn, product["category"])
    for row, (title, _, _) in zip(rows, kinds):
        if title == "退换" and "returns" in product:
            row["内容"] = product["returns"]
        if title in ("面料", "材质"):
            row["en"] = product.get("en", "")
        if title == product.get("image_in"):
            row["图片"] = product["image"]
        if title in WECHAT:
            row["wechat"] = WECHAT[title].format_map(product)
    code = f"{product['code']}{len(kinds) + 1}"
    return [*rows, new_row(product["category"], product["ask"], product["answer"], code, f"{product['name']},常见问题")]


def expand(facts: dict, kinds: list, turn: int, category: str) -> list[dict]:
    """One row for each kind, its wording chosen by `turn`, the place of `facts` in its list."""
    return [
        new_row(
            category,
            title.format(**facts),
            # A product with a "returns" sentence of its own has no "keep"; product_rows puts that sentence in.
            wordings[(turn + number) % len(wordings)].format_map({"keep": "", **facts}),
            f"{facts['code']}{number + 1}",
            keywords,
        )
        for number, (title, keywords, wordings) in enumerate(kinds)
    ]


def new_row(category: str, title: str, text: str, code: str, keywords: str) -> dict:
    row = dict.fromkeys(HEADERS, "")
    return row | {"分类": category, "标题": title, "内容": text, "快捷码": code, "关键词": keywords, "状态": "启用"}


def check(rows: list[dict]) -> None:
    """Stops at what would make the demo unreal: another count, or a code, title or text that stands twice."""
    faults = [] if len(rows) == 500 else [f"{len(rows)} rows"]
    for column in ("快捷码", "标题", "内容"):
        values = [row[column] for row in rows]
        faults += [f"{column} {value!r} stands twice" for value in set(values) if values.count(value) > 1]
    faults += [f"no picture {name}" for row in rows for name in names(row) if name not in PICTURES]
    if faults:
        sys.exit("\n".join(sorted(faults)))


def copy_pictures(rows: list[dict]) -> None:
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    for name in sorted({name for row in rows for name in names(row)}):
        shutil.copyfile(ROOT / f"core/starter/pictures/{PICTURES[name]}.png", IMAGES / name)


def names(row: dict) -> list[str]:
    return [name for name in row["图片"].split(";") if name]


main()
