"""Which language a text is in, by its letters and its commonest words; imported only where it may not be English.

Small on purpose: it tells the larger languages from English and from each other, and is silent about all others.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORDS = {
    "Afrikaans": "die en van nie het vir met ons jy jou jul wat om te dit sal kan ook maar na aan op hulle sy baie "
    "deur hierdie word nog daar wees moet dankie hoe nou wil",
    "Catalan": "el la els les un una de del dels i en amb per que és són al als com més però aquest aquesta aquests "
    "us vostre vostra nostra nostre seva seu ha han molt també avui ja quan fins sense tot tots gràcies ens hi l d",
    "Croatian": "je i u na se da za su od s ne kao koji koja koje što ali ili iz po sam smo ste bi biti bio bila nije "
    "ako će samo već još kako vaš vaše vaša naš naša nas vas vam nam ovaj ova sve više možete hvala danas",
    "Czech": "i je se na v z s o že k jsme jste jsou pro ale jak tak za po si by ve nebo už jen od který která které "
    "nás vás náš naše váš vaše není být byl bylo při také co jako více až pokud děkujeme dnes",
    "Danish": "og det som en et på er af med den til ikke har de om du vi vores din dit dine jer kan skal fra eller "
    "så når hvor jeg han hun nu mere alle sig sin efter ved også bliver hvad dig mig blev tak vil",
    "Dutch": "de het een en van ik je jij u wij ons onze uw jouw dat die deze dit niet met voor op aan bij naar om te "
    "er zijn hebben heeft wordt worden kan kunnen ook maar als nog wel uit tot meer geen waar hoe veel bedankt",
    "Estonian": "ja ei see et kui ka oma ning mis aga ta kas või seda meie teie sa ma te olla oli nii veel siis kõik "
    "välja pärast nüüd ainult saab väga täna aitäh kes",
    "Finnish": "ja ei se että hän oli ovat mutta kun niin kuin jos tai myös vain sen sekä joka jotka mitä te sinä minä "
    "sinun meidän teidän tämä tämän nyt vielä jo ole olla voi voit kaikki kanssa tänään kiitos olet ovatko",
    "French": "le la les un une des du de et est que qui dans pour pas avec vous nous votre vos notre nos ce cette ces "
    "sont au aux mais ou je il elle ne se sa en à été être tout sur par l d qu merci très chez leur",
    "German": "der die das und ist nicht ein eine einen einem einer mit für auf sich auch wir sie ihr ihre ihren ich "
    "du dem den des im zu zum zur von bei oder aber wie wenn nur noch sind haben wird uns unsere bitte heute nach aus",
    "Hungarian": "az és hogy nem egy van volt meg de ha csak már még mert ez ezt azt el ki fel ami aki mint vagy "
    "minden nagyon lesz itt most ön önnek kell lehet több után amely nincs sem majd pedig köszönjük ma",
    "Indonesian": "yang dan di ke dari untuk dengan ini itu tidak ada adalah akan pada anda kami kita saya dalam juga "
    "bisa dapat atau oleh sudah telah lebih karena seperti hari kepada sangat apa jika semua hanya kasih",
    "Italian": "il lo la gli le un una uno di del della dei delle da dal dalla nel nella che e è con non si sono più "
    "ma anche questo questa tuo tua tuoi nostro nostra noi voi ti ci alla al ai alle sul sulla oggi grazie l d",
    "Latin": "et est non cum ut sed quod qui quae si ab hoc esse sunt ac atque nec enim autem aut etiam quam quid "
    "omnis omnes inter eius quibus tamen vel te nobis partes quarum unam aliam ad de",
    "Latvian": "un ir ka ar uz par kā tas bet vai mēs jūs mūsu jūsu lai pie ļoti tikai vēl bija būs var šis šī jau "
    "visi kad vairāk pēc līdz nav es tu paldies šodien kas",
    "Lithuanian": "ir yra kad į su iš tai bet kaip ar jūs mes jūsų mūsų už apie nuo tik dar po labai buvo bus gali šis "
    "ši jau visi kai arba daugiau ačiū šiandien ne kas",
    "Norwegian": "og det som en et på er av med den til ikke har de om du vi vår vårt våre din ditt dine dere kan skal "
    "fra eller så når hvor jeg han hun nå mer alle seg sin etter ved også blir hva deg meg ble takk vil",
    "Polish": "i w na z się nie że jest o za po od dla jak ale co ten ta te tego tej twoje twój nasz nasza nasze przez "
    "lub oraz czy już tylko są był była być ma może można więcej nas ci cię ich jego jej dziękujemy",
    "Portuguese": "o os um uma de da dos das em na nos nas que e é com por para não seu sua seus suas se mais mas como "
    "você nós nosso nossa este esta está são foi ser tem ao aos à também muito já hoje ou quando obrigado até pelo",
    "Romanian": "și şi de la în cu pe un o nu sunt este că care din pentru ce mai sau dar al ale ai să se te noi voi "
    "nostru noastră ta tău vă ne fost fi acest această prin după când dacă foarte mulțumim",
    "Slovak": "je sa na v z zo že pre ale ako za po si by vo alebo už len od ktorý ktorá ktoré nás vás náš naše váš "
    "vaše nie sú byť bol bolo pri tiež aj čo viac ak som sme ste ďakujeme dnes k o",
    "Slovenian": "je se na da za so ki ne v z s od kot pa tudi ali če bi biti bil bila ni še že samo kako vas vaš naš "
    "nam vam smo ste kaj vse več lahko ta po pri hvala iz ter danes",
    "Spanish": "el la los las un una de del que y en con por para su sus se es lo al como más pero este esta está tu "
    "tus te nos nuestro nuestra muy hoy ya si o cuando gracias ha han hay sobre todo todos desde hasta",
    "Swahili": "na ya wa kwa ni katika za la cha kuwa hii kama yako wetu sisi wewe yetu hiyo pia lakini kila leo sana "
    "asante ambayo au wako hapa",
    "Swedish": "och att det som en ett på är av för med den till inte har de om du vi vår vårt våra din ditt dina ni "
    "er kan ska från eller så när hur jag han hon nu mer alla bara sig sin här efter också blir tack vill",
    "Tagalog": "ang ng sa na mga ay hindi para ito ka ko mo siya kami tayo kayo natin namin inyo inyong iyong aming "
    "ating ako lang din rin kung po nang dahil upang salamat kapag lahat pa",
    "Turkish": "ve bir bu da de için ile çok ne en daha gibi kadar ama değil var yok olan olarak sizin size siz biz "
    "bizim ben sen mi mı şey veya ki sonra önce bugün tüm oldu bize hem ise göre teşekkürler",
    "Vietnamese": "và của là có không cho được các một với trong để những người này khi đã về từ bạn chúng tôi đến như "
    "cũng ra hay tại sẽ rất nhiều bằng hơn đó thì mà vào",
}  # fmt: skip
"""Some thirty of the commonest words of each language, without those that English has too."""
_LETTERS = {
    "Catalan": "àèéíòóúçï", "Croatian": "čćžšđ", "Czech": "áéíóúýčďěňřšťžů", "Danish": "æøå", "Estonian": "äöõü",
    "Finnish": "äö", "French": "àâçéèêëîïôûùœ", "German": "äöüß", "Hungarian": "áéíóúöüőű", "Italian": "àèéìòù",
    "Latvian": "āčēģīķļņšūž", "Lithuanian": "ąčęėįšųūž", "Norwegian": "æøå", "Polish": "ąćęłńóśźż",
    "Portuguese": "áâãàçéêíóôõú", "Romanian": "ăâîșşțţ", "Slovak": "áäčďéíĺľňóôŕšťúýž", "Slovenian": "čšž",
    "Spanish": "áéíóúñ", "Swedish": "åäö", "Turkish": "çğıöşü",
    "Vietnamese": "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip
"""The letters each has beside those of English."""
_BY_WORD: dict[str, list[str]] = {}
for _name, _said in _WORDS.items():
    for _one in set(_said.split()):
        _BY_WORD.setdefault(_one, []).append(_name)
_ENGLISH = frozenset(
    "and are be been but from get have how if its my new not now of off only or our out that the their them they this "
    "were what when which who will with would you your".split()
)
"""Common words of English that no other language has."""
_SHARE = 0.12
"""Of the words of a text, that must be common words of a language (another with its letters is half a word)."""
_LETTER = re.compile(r"[^\W\d_]+")
_LATIN = ("latin", "mathematical", "fullwidth", "modifier")  # also those in other shapes, bold or small ones
_ALPHABETS = {"cyrillic": "Russian", "devanagari": "Hindi", "cjk": "Chinese", "hangul": "Korean"}
_TOLD_BY = (
    ("cyrillic", "їєґ", "Ukrainian"), ("cyrillic", "ў", "Belarusian"), ("cyrillic", "ѓќѕ", "Macedonian"),
    ("cyrillic", "ђћљњџј", "Serbian"), ("cyrillic", "ыэё", "Russian"), ("cyrillic", "і", "Ukrainian"),
    ("cyrillic", "ъ", "Bulgarian"), ("arabic", "ٹڈڑےں", "Urdu"), ("arabic", "پچژگیک", "Persian"),
)  # fmt: skip
"""Of languages that share an alphabet: letters that only one of them has, tried in this order."""


def by_script(text: str) -> str:
    """The language of a text in other letters than Latin ones, or at least the name of its alphabet."""
    text = text.lower()
    signs = Counter(filter(str.isalpha, text))
    found: Counter[str] = Counter()
    for sign, count in signs.items():
        found[unicodedata.name(sign, "latin").partition(" ")[0].lower()] += count
    for name in _LATIN:
        found.pop(name, None)
    if found["hiragana"] + found["katakana"]:
        return "Japanese"
    if not found:
        return "unknown"
    alphabet = found.most_common(1)[0][0]
    for one, letters, language in _TOLD_BY:
        if one == alphabet and any(letter in signs for letter in letters):
            return language
    return _ALPHABETS.get(alphabet, alphabet.capitalize())


def by_words(text: str) -> str:
    """The language of a text in Latin letters; empty where it is English, or none that we know."""
    said = _LETTER.findall(unicodedata.normalize("NFC", text.lower()))
    counts = Counter(word for word in said if len(word) > 1 or not word.isascii())  # "a b c" is a list, not Italian
    points: Counter[str] = Counter()
    different: Counter[str] = Counter()
    met: set[str] = set()
    english = 0
    for word, count in counts.items():
        english += count * (word in _ENGLISH)
        common = _BY_WORD.get(word, ())
        met.update(common)
        for language in common:
            points[language] += 2 * count
            different[language] += 1
        if not word.isascii():
            beside = {sign for sign in word if not sign.isascii()}
            for language in _WORDS.keys() - set(common):
                if beside.issubset(_LETTERS.get(language, "")):
                    points[language] += count
                    different[language] += 1
                else:
                    points[language] -= count
    ranked = [(count, name) for name, count in points.items() if different[name] > 1 and name in met]
    if not ranked:
        return ""
    best, language = max(ranked)
    return language if best >= 2 * max(_SHARE * len(said), 2 * english, 2) else ""
