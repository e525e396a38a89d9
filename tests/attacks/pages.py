"""Feedback pages: what a student wrote runs in the browser of whoever reads."""

from .attack import Attack


def _shows(name: str, tries: str, sign: str, markdown: str = "", code: str = "") -> Attack:
    return Attack(name, tries, code, "late", markdown=markdown, proof="shown", sign=sign)


ATTACKS = [
    _shows("script", "writes a script in a text", "<script>alert(1)", "<script>alert(1)</script>"),
    _shows(
        "image-error",
        "writes a picture that runs a script",
        '" src=x onerror=alert(2)>',
        "A <img src=x onerror=alert(2)> here",
    ),
    _shows("frame", "writes a frame", "<iframe", "<iframe src='https://example.org'></iframe>"),
    _shows("style", "hides the scores with a style", "<style>.score", "<style>.score{display:none}</style>"),
    _shows(
        "form", "writes a form that asks for a password", "<form", "<form action='https://example.org'><input></form>"
    ),
    _shows("comment", "comments out what comes after", "<!-- hide", "<!-- hide"),
    _shows("formula", "writes a script in a formula", "<script>alert(3)", "$\\text{<script>alert(3)</script>}$"),
    _shows("link", "writes a link that is a script", 'href="javascript:alert(4)"', "[the reason](javascript:alert(4))"),
    _shows(
        "spelled-link",
        "writes a link that is a script, letter by letter",
        'href="javascript:alert(11)"',
        "[the reason][why]\n\n[why]: &#106;avascript&colon;alert(11)",
    ),
    _shows(
        "html-output",
        "shows HTML with a script",
        "<script>alert(5)",
        code="display({'text/html': '<script>alert(5)</script>', 'text/plain': 'x'}, raw=True)",
    ),
    _shows(
        "script-output",
        "shows a script",
        "alert(6)\n</script>",
        code="display({'application/javascript': 'alert(6)'}, raw=True)",
    ),
    _shows(
        "markdown-output",
        "shows a text with a script",
        "<script>alert(7)",
        code="display({'text/markdown': '<script>alert(7)</script>'}, raw=True)",
    ),
    _shows(
        "picture-size",
        "gives a picture a size that is a script",
        "onload=alert(8)",
        code="display({'image/png': 'iVBORw0KGgo='}, metadata={'width': '1 onl' + 'oad=alert(8)'}, raw=True)",
    ),
    _shows(
        "isolated-html",
        "shows HTML in a frame of its own",
        "PHNjcmlwdD5hbGVydCg5KTwvc2NyaXB0Pg",
        code="display({'text/html': '<script>alert(9)</script>'}, metadata={'text/html': {'isolated': True}}, raw=True)",
    ),
    _shows(
        "html-handler",
        "shows HTML whose attributes are scripts",
        "onclick=alert(10)",
        code="display({'text/html': '<b oncl' + 'ick=alert(10)>x</b>'}, raw=True)",
    ),
]
