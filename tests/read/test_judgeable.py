"""What cannot be judged is told apart and said, and never scored."""

from __future__ import annotations

import pytest

import heartlint
from heartlint.read import read_source
from heartlint.read.judgeable import ENGLISH
from heartlint.read.tongues import by_script, by_words


@pytest.mark.parametrize(
    ("copy", "language"),
    [
        ("Bonjour Marie,\n\nNous avons le plaisir de vous annoncer que notre nouvelle boutique ouvre samedi.", "French"),
        ("Sehr geehrte Damen und Herren,\n\nunsere Leads sind heute günstig. Bitte melden Sie sich bis Freitag an.", "German"),
        ("Beste klant, bedankt voor je bestelling bij ons. We gaan meteen voor je aan de slag.", "Dutch"),
        ("Привет, Анна! Скидки только сегодня.", "Russian"),
        ("こんにちは。本日限りのセールです。", "Japanese"),
        ("Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae, aliam Aquitani, tertiam Celtae.", "Latin"),
    ],
)  # fmt: skip
def test_copy_in_another_language_is_named_and_not_judged(copy: str, language: str) -> None:
    """Neither findings nor a score are made up for copy that is not English; the report says which language."""
    report = heartlint.check(copy)
    assert (report.findings, report.score.value) == ((), None)
    assert report.score.reason == f"in another language ({language}): not judged"
    assert report.coverage.read == 0
    assert report.coverage.aside["language"] > 0


ELSEWHERE = {
    "Afrikaans": "Hallo Anna, baie dankie vir jou bestelling. Ons stuur dit môre en jy het dit Donderdag.",
    "Catalan": "Hola Anna, gràcies per la teva comanda. Surt demà al matí i et arribarà dijous.",
    "Croatian": "Pozdrav Ana, hvala na narudžbi. Šaljemo je sutra ujutro, a kod vas će biti u četvrtak.",
    "Czech": "Dobrý den, děkujeme za vaši objednávku. Odešleme ji zítra ráno a ve čtvrtek ji máte doma.",
    "Danish": "Hej Anna, tak fordi du bestilte hos os. Vi sender pakken på mandag, og du har den på torsdag.",
    "Dutch": "Hoi Jan, dank je wel voor je bestelling. We sturen hem morgen en je hebt hem donderdag.",
    "Finnish": "Hei Anna, kiitos tilauksestasi. Lähetämme sen huomenna aamulla, ja se on sinulla torstaina niin kuin pitää.",
    "French": "Bonjour Paul, merci pour votre commande. Elle part demain matin et vous la recevrez jeudi.",
    "German": "Liebe Anna, vielen Dank für deine Bestellung. Wir packen sie morgen ein und melden uns bei dir.",
    "Hungarian": "Kedves Anna, köszönjük a rendelését. Holnap reggel elküldjük, és csütörtökön már önnél is lesz.",
    "Indonesian": "Halo Sari, terima kasih atas pesanan anda. Besok pagi kami kirim dan hari Kamis sudah sampai.",
    "Italian": "Ciao Marco, grazie per il tuo ordine. Parte domani mattina e arriva da te giovedì.",
    "Norwegian": "Hei Anna, takk, vi har mottatt bestillingen din. Vi sender den på mandag, og du har den på torsdag.",
    "Polish": "Cześć Aniu, dziękujemy za zamówienie. Wyślemy je jutro rano, a dotrze do ciebie w czwartek.",
    "Portuguese": "Olá Rita, obrigado pela sua encomenda. Segue amanhã de manhã e chega na quinta-feira.",
    "Romanian": "Bună Ana, mulțumim pentru comandă. Pleacă mâine dimineață și ajunge la tine joi.",
    "Slovak": "Dobrý deň, ďakujeme za vašu objednávku. Odošleme ju zajtra ráno a vo štvrtok ju máte doma.",
    "Spanish": "Hola Ana, gracias por tu pedido. Sale mañana por la mañana y te llegará el jueves.",
    "Swedish": "Hej Anna, tack för din beställning. Vi skickar den i morgon och du har den på torsdag.",
    "Turkish": "Merhaba Ayşe, siparişin için teşekkürler. Yarın sabah yola çıkıyor ve perşembe günü sende olacak.",
    "Vietnamese": "Chào Lan, cảm ơn bạn đã đặt hàng. Sáng mai chúng tôi sẽ gửi và thứ năm bạn nhận được.",
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_two_sentences_tell_a_language(language: str) -> None:
    """Two short sentences of a mail are enough to name any of the larger languages, near neighbours told apart."""
    assert heartlint.check(ELSEWHERE[language]).score.reason == f"in another language ({language}): not judged"


@pytest.mark.parametrize(
    ("copy", "language"),
    [
        ("Привіт, Анно! Знижки тільки сьогодні.", "Ukrainian"),
        ("Здравей, Анна! Отстъпки само днес.", "Bulgarian"),
        ("Γεια σου Άννα, εκπτώσεις μόνο σήμερα.", "Greek"),
        ("مرحبا آنا، تخفيضات اليوم فقط.", "Arabic"),
        ("سلام آنا، تخفیف فقط همین امروز است. چه خبر؟", "Persian"),
        ("שלום אנה, הנחות רק היום.", "Hebrew"),
        ("नमस्ते अन्ना, छूट केवल आज.", "Hindi"),
        ("你好，安娜，今天特价。", "Chinese"),
        ("안녕하세요 안나, 오늘만 할인합니다.", "Korean"),
        ("გამარჯობა ანა, ფასდაკლება მხოლოდ დღეს.", "Georgian"),
    ],
)
def test_letters_tell_a_language(copy: str, language: str) -> None:
    """A few words in other letters are enough; a language that we do not know goes by the name of its letters."""
    assert heartlint.check(copy).score.reason == f"in another language ({language}): not judged"


def test_letters_in_fancy_shapes_are_no_language() -> None:
    """Bold or upside-down letters, as some write in social posts, are not taken for a people's own."""
    assert by_script("𝐇𝐞𝐥𝐥𝐨 𝐭𝐡𝐞𝐫𝐞") == by_script("ʇxǝʇ") == "unknown"


def test_no_language_is_guessed_of_english() -> None:
    """Prose, lists and names in English are held to be English by their words alone, accents or none."""
    for text in (
        "It was a cold day in March when we walked to the mill with the children, and it rained.",
        "Premium plan: unlimited projects, priority support, custom domains, advanced analytics, audit logs, early access",
        "Invoice 4711, Acme GmbH, Müllerstraße 12, 10115 Berlin, Germany. Total due: 300 EUR, payable within fourteen days",
        "Zoë, Chloë, Renée, Brontë: naïve café owners, résumés ready, meet Monday, lunch served, parking free, dogs welcome",
        "",
    ):
        assert by_words(text) == ""


LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore."


def test_a_mail_left_as_placeholder_text_is_told_once() -> None:
    """Placeholder text is no other language: what was laid out and never written is said, in one place."""
    report = heartlint.check(
        f"{LOREM}\n\n{LOREM}\n\nDuis aute irure dolor in reprehenderit in voluptate velit.\n\nWrite to us."
    )
    (finding,) = report.findings
    assert (finding.rule, finding.severity, finding.text) == ("tokens/blank-left-in", "error", "Lorem ipsum")
    assert report.coverage.notes == ("2 blocks of placeholder text: not judged",)
    assert set(report.coverage.aside) == {"placeholder"}


def test_one_paragraph_of_placeholder_text_weighs_less() -> None:
    """A letter in which one paragraph was not written is told of that paragraph, and judged for the rest."""
    letter = (
        "Hi Ann,\n\nthe boat is mended and we would love to see you on Sunday, with the children if they like. " * 4
    )
    report = heartlint.check(f"{letter}\n\n{LOREM}\n\nOur leads are in the pipeline.")
    told = {finding.rule: finding.severity for finding in report.findings}
    assert told["tokens/blank-left-in"] == "warning"
    assert "people/leads" in told


@pytest.mark.parametrize(
    "copy",
    [
        "Lorem ipsum is what typesetters fill a page with, and few notice it.",
        "The page was full of Lorem ipsum when we came.",
        "We sat under the elit tree, amet and all, and talked of the labore that you and I had done.",
    ],
)
def test_words_about_placeholder_text_are_judged(copy: str) -> None:
    """Copy that speaks of lorem ipsum is English, and nothing was left in."""
    report = heartlint.check(copy)
    assert (report.findings, report.coverage.aside) == ((), {})


@pytest.mark.parametrize(
    "copy",
    [
        "Nur heute: Rabatt!",  # too short to tell
        "Summer sale: dresses, shoes, bags, hats, scarves, gloves, belts, coats, jackets, jeans, shirts, socks",
        "Hi {{first_name}}, your order {{order.number}} {{order.status}} {{order.carrier}}",
        "Sign up",
        "Nous sommes ravis! Sorry, that was French; from here on it is all English, as you can see for yourself.",
    ],
)
def test_english_or_too_little_to_tell_is_judged(copy: str) -> None:
    """The tool doubts a language only on grounds: a list of goods, a line or two and a greeting are read on."""
    (document,) = read_source("x", copy, "markdown")
    assert document.not_judged == ""
    assert all(block.zone != "language" for block in document.blocks)


def test_the_english_half_of_a_message_is_judged() -> None:
    """A message in two languages is judged where it is English; the other half is set aside, and that is said."""
    report = heartlint.check(
        "Hi Ana,\n\nour leads are in the pipeline, and we thank you for coming to the workshop last week.\n\n"
        "Hola Ana, gracias por venir al taller la semana pasada, fue un placer verte y hablar contigo."
    )
    assert "people/leads" in {one.rule for one in report.findings}
    assert report.coverage.aside["language"] > 80
    assert "1 block in another language (Spanish): not judged" in report.coverage.notes


def test_merge_tags_alone_are_nothing_to_judge() -> None:
    """A template that holds only merge tags gets no score, and the reason says why."""
    report = heartlint.check("{{first_name}} {{last_name}}\n\n{{body}}")
    assert report.score.value is None
    assert report.score.reason == "holds merge tags and no words of its own: nothing to judge"


def test_letters_lost_in_a_wrong_encoding_are_told_apart() -> None:
    """A text that is mostly mojibake is not judged; a single broken apostrophe is a note, and the rest is judged."""
    lost = heartlint.check("Ð¡ÐºÐ¸Ð´ÐºÐ¸ Ã©tÃ© donâ€™t wÃ¢it Ã© Ã¨")
    assert "wrong encoding" in lost.score.reason
    one = heartlint.check("Donâ€™t worry about our leads: the road is open again, and we will see you there on Friday.")
    assert "people/leads" in {finding.rule for finding in one.findings}
    assert any("1 place reads like letters lost" in note for note in one.coverage.notes)


def test_the_commonest_words_are_written_as_they_are_compared() -> None:
    """A word with a capital or a curly apostrophe in the list would never be met."""
    assert all(word == word.lower() and "\u2019" not in word for word in ENGLISH)
