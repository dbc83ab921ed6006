"""Documents of an invented force in every form that is read, and broken ones, made anew for each test."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

FORCE = "Fenmarch Constabulary"
TITLE = f"PEEL 2023-25: An inspection of {FORCE}"
GRADES = ("Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate")
AREAS = (
    ("", "Preventing crime", "Investigating crime", "Responding to the public", ""),
    ("", "Treatment of the public", "", "", ""),
)
PLANS = "Only 31 of the 52 files that we read at Fenmarch had an investigation plan."
CALLS = "In the year ending 31 March 2023 Fenmarch Constabulary answered 93.4 percent of emergency calls within 10 seconds."
INSPECTOR = "Asha Lindqvist"
ITEMS = ("Supervisors did not record what they decided.", "Victims waited 12 days for news.")
OFFICE = "HM Inspector of Constabulary"

PAGE = f"""\
<!doctype html><html lang="en"><head><title>{TITLE} - HMICFRS</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="HMICFRS">
<link rel="canonical" href="https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/fenmarch-2023-25/"></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/publications">Publications</a></li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies to make this site work.</p><button>Accept cookies</button></div>
<main><article><h1>{TITLE}</h1><p>Published on: 7 March 2024</p>
<h2>Contents</h2><ul><li><a href="#a">Overall summary</a></li><li><a href="#b">Investigating crime</a></li></ul>
<h2 id="a">Overall summary</h2><h3>Our judgments</h3>
<p>Our inspection assessed how good {FORCE} is in five areas of policing. We make graded judgments in four of these five as follows:</p>
<table><thead><tr>{"".join(f"<th>{grade}</th>" for grade in GRADES)}</tr></thead><tbody>
{"".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in AREAS)}</tbody></table>
<p>We inspected the constabulary between 4 September and 13 October 2023.</p>
<h2 id="b">Investigating crime</h2><p>{FORCE} is adequate at investigating crime.</p>
<h3>Areas for improvement</h3><h4>The constabulary should improve how it supervises its investigations</h4>
<p>{PLANS}</p><ul><li>Supervisors did not always record what they had decided.</li><li>Victims waited 12 days for news.</li></ul>
</article></main><aside><h3>Related content</h3><p>Other PEEL inspections</p></aside>
<footer><p>Crown copyright. Accessibility. Contact us.</p></footer></body></html>
"""

NEWS = f"""\
<!doctype html><html><head><title>Fenmarch police told to supervise better | Fenmarch Gazette</title>
<meta property="og:site_name" content="Fenmarch Gazette"><meta property="article:published_time" content="2024-03-08T10:00:00Z">
<meta name="author" content="Nell Harker"><link rel="canonical" href="https://gazette.example/news/fenmarch-police-told/"></head>
<body><nav><a href="/">News</a><a href="/sport">Sport</a></nav><article><h1>Fenmarch police told to supervise better</h1>
<p class="byline">By Nell Harker</p>
<p>Inspectors have told {FORCE} to supervise its investigations better, in a PEEL 2023-25 report published on Thursday.</p>
<p>Chief Constable Rowan Pike said: "We have hired 14 more sergeants, and every file is read twice now."</p>
<p>Commissioner Ida Thorne said: "I will ask the chief constable about it each month until it is put right."</p>
<p>The report says that the constabulary answers emergency calls quickly and that victims wait too long for news.</p></article>
<div class="comments"><h3>Comments</h3><p>Log in to comment on this story</p></div><footer>About us</footer></body></html>
"""

TEXT = f"""\
{TITLE}

Published on: 7 March 2024

Our judgments

{FORCE} is good at preventing crime.

Areas for improvement

{PLANS}

© HMICFRS 2024
"""


def write_pdf(path: Path, is_ruled: bool = True, pages: int = 1, password: str = "") -> Path:
    """A report as PDF: cover, contents list, running foot with page numbers, table of grades, findings, signature."""
    from reportlab.lib import colors, pdfencrypt
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    def style(size: float, font: str = "Helvetica") -> Any:
        return ParagraphStyle(f"{font}{size}", fontName=font, fontSize=size, leading=1.25 * size, spaceBefore=8, spaceAfter=6)

    cover, chapter, part, finding, text, cell = (
        style(28, "Helvetica-Bold"),
        style(20, "Helvetica-Bold"),
        style(15, "Helvetica-Bold"),
        style(11, "Helvetica-Bold"),
        style(11),
        style(9),
    )
    table = Table([[Paragraph(entry, cell) for entry in row] for row in (GRADES, *AREAS)], colWidths=[88] * 5)
    if is_ruled:
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    listed = [("Overall summary", 2), ("Investigating crime", 3), ("Responding to the public", 4)]
    flow = [
        *(Spacer(1, 120), Paragraph("PEEL 2023-25", cover), Paragraph(f"An inspection of {FORCE}", cover)),
        *(Spacer(1, 20), Paragraph("March 2024", text), PageBreak()),
        *(Paragraph("Contents", chapter), *(Paragraph(f"{title} {'.' * 40} {page}", text) for title, page in listed), PageBreak()),
        *(Paragraph("Overall summary", chapter), Paragraph("Our judgments", part)),
        Paragraph(f"We make graded judgments of {FORCE} in four areas of policing as follows:", text),
        *(Spacer(1, 8), table, Spacer(1, 8)),
        *(Paragraph("We inspected the constabulary between 4 September and 13 October 2023.", text), PageBreak()),
        *(Paragraph("Investigating crime", chapter), Paragraph(f"{FORCE} is adequate at investigating crime.", text)),
        *(Paragraph("Areas for improvement", part), Paragraph("The constabulary should supervise its investigations better", finding)),
        Paragraph(PLANS, text),
        ListFlowable(
            [ListItem(Paragraph(entry, text)) for entry in ITEMS],
            bulletType="bullet",
        ),
        *(PageBreak(), Paragraph("Responding to the public", chapter), Paragraph("Main findings", part)),
        *(Paragraph("The constabulary answers emergency calls quickly", finding), Paragraph(CALLS, text)),
        *(Paragraph(f"This is sentence {number} about calls from the public in Fenmarch. " * 4, text) for number in range(8 * pages)),
        *(Paragraph(INSPECTOR, text), Paragraph(OFFICE, text)),
    ]  # fmt: skip

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 30, TITLE)
        if document.page > 1:
            canvas.drawRightString(540, 30, str(document.page - 1))

    lock = pdfencrypt.StandardEncryption(password, ownerPassword="owner", canPrint=0) if password else None
    document = SimpleDocTemplate(str(path), pagesize=A4, title="report_final_v3", encrypt=lock)
    document.build(flow, onFirstPage=foot, onLaterPages=foot)
    return path


def write_scan(path: Path, pictures: tuple[int, ...] = (1, 2), pages: int = 2) -> Path:
    """A PDF of which the pages `pictures` (from 1) are only a picture; the others have text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for page in range(1, pages + 1):
        if page in pictures:
            canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 200, 200))), 50, 100, 480, 640)
        else:
            canvas.setFont("Helvetica", 20)
            canvas.drawString(72, 740, f"Letters to {FORCE}" if page == 1 else "More letters")
            canvas.setFont("Helvetica", 11)
            canvas.drawString(72, 700, f"{FORCE} was inspected, and this is the text of page {page}.")
            canvas.drawString(72, 660, "Published on 7 March 2024, as part of PEEL 2023-25.")
            canvas.drawString(72, 640, "© HMICFRS 2024")
        canvas.showPage()
    canvas.save()
    return path


def write_word(path: Path) -> Path:
    """A report as DOCX: headings by style, a table of grades, a list."""
    import docx

    document = docx.Document()
    document.add_heading(f"PEEL 2021/22: An inspection of {FORCE}", 0)
    document.add_paragraph("Published on 12 May 2022")
    document.add_heading("Our judgments", 1)
    table = document.add_table(rows=0, cols=5)
    for row in (GRADES, *AREAS):
        for place, cell in zip(table.add_row().cells, row, strict=True):
            place.text = cell
    document.add_heading("Areas for improvement", 2)
    document.add_heading("The constabulary should answer its letters faster", 3)
    document.add_paragraph("In 2021 Fenmarch Constabulary took 19 days to answer a letter.")
    document.add_paragraph("Letters were filed under the wrong name.", style="List Bullet")
    document.add_paragraph("© HMICFRS 2022")
    document.save(str(path))
    return path


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    """A ZIP archive of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


def bomb(size: int) -> bytes:
    """A ZIP archive with one text file that unpacks to `size` bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.txt", "w", force_zip64=True) as member:
        block = b"0" * 1_000_000
        for _ in range(size // len(block)):
            member.write(block)
    return packed.getvalue()
