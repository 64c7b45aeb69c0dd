"""Whether a reminder is what one may be: its headers, its two parts, its words, its links."""

import re
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings

LONGEST_SUBJECT = 60
# Names of the cast, and everything that would tell what this is about.
NEVER_SAID = (
    *("alex", "sam", "robin", "kim", "partner", "relationship", "couple", "love", "intima", "sex"),
    *("marriage", "married", "spouse", "husband", "wife", "together", "each other", "both of you"),
    *("quiz", "score", "result", "check-in", "closeness", "trust", "listening", "openness"),
    *("appreciation", "feeling", "talk", "conflict", "worry", "therapy"),
)
ADDRESS = re.compile(r"https?://[^\s<>\"']+")


class _Seen(HTMLParser):
    """The words, links and tags of an HTML part."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._inside:
            self.words.append(data)


def faults_of(letter: EmailMessage) -> list[str]:
    """Everything that is wrong with a reminder as the mail server got it."""
    return [*_faults_of_headers(letter), *_faults_of_parts(letter)]


def _faults_of_headers(letter: EmailMessage) -> list[str]:
    host = urlsplit(settings.SITE_URL).hostname
    stop = str(letter["List-Unsubscribe"] or "").strip()
    name, sender = parseaddr(str(letter["From"]))
    wanted = {
        "subject": 0 < len(str(letter["Subject"])) <= LONGEST_SUBJECT,
        "subject says too much": not _telling(str(letter["Subject"])),
        "sender": (name, sender) == parseaddr(settings.DEFAULT_FROM_EMAIL),
        "sender says too much": not _telling(str(letter["From"])),
        "one recipient": len(letter["To"].addresses) == 1,
        "no copies": not letter["Cc"] and not letter["Bcc"],
        "no name beside the address": letter["To"].addresses[0].display_name == "",
        "List-Id": bool(re.fullmatch(rf"<[a-z.-]+\.{re.escape(host)}>", str(letter["List-Id"]))),
        "List-Unsubscribe": stop.startswith(f"<{settings.SITE_URL}/unsubscribe/"),
        "List-Unsubscribe ends": stop.endswith("/>"),
        "List-Unsubscribe-Post": letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click",
        "Auto-Submitted": letter["Auto-Submitted"] == "auto-generated",
        "Message-ID": bool(
            re.fullmatch(rf"<[0-9a-f]{{32}}@{re.escape(host)}>", str(letter["Message-ID"]).strip())
        ),
        "Date": letter["Date"].datetime is not None,
        "each header once": len(letter.keys()) == len({name.lower() for name in letter}),
    }
    return [what for what, is_right in wanted.items() if not is_right]


def _faults_of_parts(letter: EmailMessage) -> list[str]:
    kinds = [part.get_content_type() for part in letter.iter_parts()]
    if letter.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        return [f"parts: {letter.get_content_type()} of {kinds}"]
    plain = letter.get_body(("plain",)).get_content()
    seen = _Seen()
    html = letter.get_body(("html",)).get_content()
    seen.feed(html)
    linked = [attrs["href"] or "" for tag, attrs in seen.tags if tag == "a"]
    faults = [f"says {word!r}" for word in _telling(plain) + _telling(" ".join(seen.words))]
    links = linked + ADDRESS.findall(plain + html)
    faults += [f"leads to {link}" for link in links if _strays(link)]
    faults += [f"has <{tag}>" for tag, _attrs in seen.tags if tag in LOADING]
    faults += [f"fetches: {word}" for word in ("url(", "@import", "src=", "cid:") if word in html]
    if not set(linked) <= set(ADDRESS.findall(plain)):
        faults.append("a link that the text part lacks")
    return faults


# Tags that would fetch something, or do something.
LOADING = {
    *("img", "picture", "video", "audio", "iframe", "object", "embed", "link", "script", "svg"),
    *("form", "input", "button"),
}


def _strays(link: str) -> bool:
    return not link.startswith(f"{settings.SITE_URL}/")


def _telling(text: str) -> list[str]:
    """What gives something away; addresses are judged by where they lead."""
    words = ADDRESS.sub(" ", text).casefold()
    return [word for word in NEVER_SAID if re.search(rf"\b{re.escape(word)}", words)]
