"""Languages by the names of people, standards and engines.

The table holds every language of Tesseract's ``tessdata_fast`` and those that PP-OCRv6 reads without it.
Names: BCP 47 (RFC 5646), ISO 639-1/-2/-3 and Tesseract's file names; scripts: ISO 15924.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "BOPOMOFO", "IDEOGRAPHIC")


@dataclass(frozen=True, slots=True)
class Language:
    """A language. ``tag`` is BCP 47, ``tesseract`` the name of its trained data ("" if none), ``script`` ISO 15924."""

    tag: str
    tesseract: str
    name: str
    script: str
    aliases: tuple[str, ...] = ()


# script: tag tesseract aliases (or -) name. ISO 639-2/B codes, macro languages and old codes are aliases.
_ROWS = """
Latn:
    en      eng      -                      English
    af      afr      -                      Afrikaans
    az      aze      azj,az-Latn            Azerbaijani
    bs      bos      bs-Latn                Bosnian
    br      bre      -                      Breton
    ca      cat      -                      Catalan
    ceb     ceb      -                      Cebuano
    co      cos      -                      Corsican
    cs      ces      cze                    Czech
    cy      cym      wel                    Welsh
    da      dan      -                      Danish
    de      deu      ger                    German
    enm     enm      -                      English, Middle (1100-1500)
    eo      epo      -                      Esperanto
    es      spa      -                      Spanish
    es-x-old spa_old -                      Spanish, old
    et      est      ekk                    Estonian
    eu      eus      baq                    Basque
    fi      fin      -                      Finnish
    fil     fil      tl,tgl                 Filipino
    fo      fao      -                      Faroese
    fr      fra      fre                    French
    frm     frm      -                      French, Middle (1400-1600)
    fy      fry      -                      Western Frisian
    ga      gle      -                      Irish
    gd      gla      -                      Scottish Gaelic
    gl      glg      -                      Galician
    hr      hrv      scr                    Croatian
    ht      hat      -                      Haitian
    hu      hun      -                      Hungarian
    id      ind      in                     Indonesian
    is      isl      ice                    Icelandic
    it      ita      -                      Italian
    it-x-old ita_old -                      Italian, old
    jv      jav      jw                     Javanese
    kmr     kmr      ku,kur,kmr-Latn        Kurmanji
    la      lat      -                      Latin
    lb      ltz      -                      Luxembourgish
    lt      lit      -                      Lithuanian
    lv      lav      lvs                    Latvian
    mi      mri      mao                    Maori
    ms      msa      may,zsm                Malay
    mt      mlt      -                      Maltese
    nl      nld      dut                    Dutch
    no      nor      nb,nob,nn,nno          Norwegian
    oc      oci      -                      Occitan
    pl      pol      -                      Polish
    pt      por      -                      Portuguese
    qu      que      -                      Quechua
    ro      ron      rum,mo,mol             Romanian
    sk      slk      slo                    Slovak
    sl      slv      -                      Slovenian
    sq      sqi      alb,als                Albanian
    sr-Latn srp_latn -                      Serbian (Latin)
    su      sun      -                      Sundanese
    sv      swe      -                      Swedish
    sw      swa      swh                    Swahili
    to      ton      -                      Tonga
    tr      tur      -                      Turkish
    uz      uzb      uzn,uz-Latn            Uzbek
    vi      vie      -                      Vietnamese
    yo      yor      -                      Yoruba
    rm      -        roh                    Romansh
Latf:
    de-Latf frk      deu_latf,deu_frak      German (Fraktur)
Cyrl:
    ru      rus      -                      Russian
    az-Cyrl aze_cyrl -                      Azerbaijani (Cyrillic)
    be      bel      -                      Belarusian
    bg      bul      -                      Bulgarian
    kk      kaz      -                      Kazakh
    ky      kir      -                      Kyrgyz
    mk      mkd      mac                    Macedonian
    mn      mon      khk                    Mongolian
    sr      srp      scc,sr-Cyrl            Serbian
    tg      tgk      -                      Tajik
    tt      tat      -                      Tatar
    uk      ukr      -                      Ukrainian
    uz-Cyrl uzb_cyrl -                      Uzbek (Cyrillic)
Grek:
    el      ell      gre                    Greek
    grc     grc      -                      Greek, Ancient (to 1453)
Hans:
    zh-Hans chi_sim  zh,zho,chi,cmn,zh-CN,zh-SG,zh-MY,zh-Hans-CN,ch Chinese (simplified)
    zh-Hans-x-vert chi_sim_vert -           Chinese (simplified, vertical)
Hant:
    zh-Hant chi_tra  zh-TW,zh-HK,zh-MO,yue,zh-Hant-TW,zh-Hant-HK Chinese (traditional)
    zh-Hant-x-vert chi_tra_vert -           Chinese (traditional, vertical)
Jpan:
    ja      jpn      -                      Japanese
    ja-x-vert jpn_vert -                    Japanese (vertical)
Kore:
    ko      kor      -                      Korean
    ko-x-vert kor_vert -                    Korean (vertical)
Arab:
    ar      ara      arb                    Arabic
    fa      fas      per,pes                Persian
    ps      pus      pbt                    Pashto
    sd      snd      -                      Sindhi
    ug      uig      -                      Uyghur
    ur      urd      -                      Urdu
Hebr:
    he      heb      iw                     Hebrew
    yi      yid      ji,ydd                 Yiddish
Armn:
    hy      hye      arm                    Armenian
Beng:
    bn      ben      -                      Bengali
    as      asm      -                      Assamese
Cans:
    iu      iku      ike                    Inuktitut
Cher:
    chr     chr      -                      Cherokee
Deva:
    hi      hin      -                      Hindi
    mr      mar      -                      Marathi
    ne      nep      npi                    Nepali
    sa      san      -                      Sanskrit
Ethi:
    am      amh      -                      Amharic
    ti      tir      -                      Tigrinya
Geor:
    ka      kat      geo                    Georgian
    ka-x-old kat_old -                      Georgian, old
Gujr:
    gu      guj      -                      Gujarati
Guru:
    pa      pan      -                      Punjabi
Khmr:
    km      khm      -                      Khmer
Knda:
    kn      kan      -                      Kannada
Laoo:
    lo      lao      -                      Lao
Mlym:
    ml      mal      -                      Malayalam
Mymr:
    my      mya      bur                    Burmese
Orya:
    or      ori      ory                    Odia
Sinh:
    si      sin      -                      Sinhala
Syrc:
    syr     syr      -                      Syriac
Taml:
    ta      tam      -                      Tamil
Telu:
    te      tel      -                      Telugu
Thaa:
    dv      div      -                      Divehi
Thai:
    th      tha      -                      Thai
Tibt:
    bo      bod      tib                    Tibetan
    dz      dzo      -                      Dzongkha
"""


def _table() -> tuple[Language, ...]:
    rows: list[Language] = []
    script = ""
    for line in _ROWS.strip().splitlines():
        if line.endswith(":"):
            script = line[:-1]
            continue
        tag, tesseract, aliases, name = line.split(maxsplit=3)
        others = () if aliases == "-" else tuple(aliases.split(","))
        rows.append(Language(tag, "" if tesseract == "-" else tesseract, name, script, others))
    return tuple(rows)


_TABLE = _table()
_BY_NAME = {
    name.lower().replace("_", "-"): language
    for language in _TABLE
    for name in (language.tag, language.tesseract, *language.aliases)
    if name
}
_BY_TESSERACT = {language.tesseract: language for language in _TABLE if language.tesseract}


def every() -> tuple[Language, ...]:
    """Return all languages; within a script the most used one first."""
    return _TABLE


def of_script(script: str) -> tuple[Language, ...]:
    """Return the languages written in ``script`` (ISO 15924), the most used one first."""
    return tuple(language for language in _TABLE if language.script == script)


def parse(name: str) -> Language:
    """Return the language ``name``: BCP 47 (``en``, ``en-GB``, ``zh-CN``), ISO 639 (``eng``) or Tesseract's name.

    Upper case, ``_`` for ``-`` and a region that makes no difference are accepted; ValueError if unknown.
    """
    wanted = name.strip().lower().replace("_", "-")[:40]
    for shorter in _shortened(wanted):
        if language := _BY_NAME.get(shorter):
            return language
    raise ValueError(f"'{name.strip()[:40]}' is not a known language code{_nearest(wanted)}")


def by_tesseract(name: str) -> Language | None:
    """Return the language whose trained data is called ``name``, such as ``chi_sim``."""
    return _BY_TESSERACT.get(name)


def _shortened(tag: str) -> list[str]:
    """Return ``tag`` and its form without a region (``-gb``, ``-419``); a script or a variant is never removed."""
    regionless = re.sub(r"^([a-z]{2,3}(?:-[a-z]{4})?)-(?:[a-z]{2}|[0-9]{3})$", r"\1", tag)
    return [tag, regionless]


def _nearest(wanted: str) -> str:
    """Return a hint: the codes of languages with a similar name, else similar codes."""
    names = {language.name.lower(): language for language in _TABLE}
    close = [names[found] for found in get_close_matches(wanted, names, n=3, cutoff=0.75)]
    close += [language for name, language in names.items() if len(wanted) > 3 and name.startswith(wanted)]
    close += [_BY_NAME[found] for found in get_close_matches(wanted, _BY_NAME, n=3, cutoff=0.6)]
    hints = list(dict.fromkeys(f"'{language.tag}' ({language.name})" for language in close))[:3]
    if not hints:
        return "; use a code of BCP 47 or ISO 639, such as 'en', 'eng' or 'zh-Hans'"
    return f"; did you mean {' or '.join(hints)}?"


def splits(left: str, right: str) -> bool:
    """Return whether a word ends between two neighbouring characters without a space between them."""
    if unspaced(right):
        return True
    return unspaced(left) and right.isalnum()


def unspaced(character: str) -> bool:
    """Return whether ``character`` belongs to a script without spaces between words."""
    return character > "\u2fff" and character.isalpha() and unicodedata.name(character, "").startswith(_UNSPACED)


def adjoin(left: str, right: str) -> bool:
    """Return whether the last character of a line and the first one of the next line have no space between them in
    running text: both belong to scripts without spaces, or are full-width signs or digits of these."""
    return _is_wide(left) and _is_wide(right)


def _is_wide(character: str) -> bool:
    if not character:
        return False
    sign = unicodedata.east_asian_width(character) in "WF" and unicodedata.category(character)[0] in "NP"
    return sign or unspaced(character)
