/** Words that tell a German sentence. */
const german =
  /(?:^|\s)(?:zeig\w*|bitte|nach|und|keine?n?|nur|mehr|weniger|zuerst|zuletzt|sortier\w*|produkte?n?|artikel|oben|unten|als|bevorzug\w*|verstecke?|ausblenden|entferne|rückgängig|veröffentlich\w*|warum|schneller|hinzu\w*|füge|neue|günstige\w*|billige\w*|reduzierte\w*|der|die|das|mit|ohne|höchstens|im|auf)(?=\s|[,.!?]|$)/gi;

/** German words and what the grammar calls them; longer ones first where they begin alike. */
const words: readonly (readonly [string, string])[] = [
  [
    "mach(?:e)? (?:das|es|die letzte änderung) (?:wieder )?rückgängig|rückgängig(?: machen)?|nimm (?:das|es) zurück",
    "undo that",
  ],
  ["mach(?:e)? (?:es|das|ihn|sie) schneller|schneller machen|(?:das|es) ist zu langsam", "make it faster"],
  [
    "(?:stelle? (?:es|das) live|geh(?:e)? live|veröffentliche(?:n)?(?: (?:es|das))?|(?:es|das) veröffentlichen)",
    "publish it",
  ],
  ["warum (?:ist|steht|kommt) (?:dieses|das) produkt.*", "why is this product first"],
  ["nicht (?:auf lager|lieferbar|vorrätig|verfügbar)e?[nrs]?|ausverkaufte?[nrs]?", "sold out"],
  ["auf lager|lieferbare?[nrs]?|vorrätige?[nrs]?|verfügbare?[nrs]?", "in stock"],
  ["im (?:angebot|sale|ausverkauf)|reduzierte?[nrs]?|rabattierte?[nrs]?|herabgesetzte?[nrs]?|angebote", "reduced"],
  [
    "nach (?:ganz )?oben|an (?:den|die) (?:anfang|spitze)|ganz oben|nach vorne?|zuerst|als erste[sn]?|zuoberst",
    "first",
  ],
  ["nach (?:ganz )?unten|ans ende|nach hinten|zuletzt|als letzte[sn]?", "down"],
  ["weiter oben|höher", "higher"],
  ["weiter unten|tiefer|niedriger", "lower"],
  ["sortiere?n?|ordne", "sort"],
  ["nach (?:dem |der )?preis", "by price"],
  ["nach (?:dem |der )?bewertung(?:en)?", "by rating"],
  ["nach (?:dem |der )?(?:datum|neuheit|erscheinungsdatum)", "by release date"],
  ["nach", "by"],
  ["aufsteigend", "ascending"],
  ["absteigend", "descending"],
  ["die günstigsten|die billigsten|günstigste(?:n)?|billigste(?:n)?", "cheapest"],
  ["die teuersten|teuerste(?:n)?", "most expensive"],
  ["die neuesten|neueste[ns]?", "newest"],
  ["günstigere?[nrs]?|billigere?[nrs]?|günstige[nrs]?|billige[nrs]?|preiswerte?[nrs]?", "cheaper"],
  ["teurere[nrs]?|teure[nrs]?", "more expensive"],
  ["gut bewertete?[nrs]?|bestbewertete?[nrs]?", "well rated"],
  ["neue(?:re)?[nrs]?|neuheiten|neuerscheinungen", "new"],
  ["keine?[nr]? .*?mehr als|höchstens|maximal|nicht mehr als", "at most"],
  ["mindestens", "at least"],
  ["unter", "under"],
  ["über", "over"],
  ["zeig(?:e|en)?(?: mir)?(?: bitte)?|anzeigen", "show"],
  ["bevorzuge?n?|priorisiere?n?", "prefer"],
  ["verstecke?n?|blende?n?|ausblenden|verberge?n?", "hide"],
  ["entferne?n?|lösche?n?", "remove"],
  ["füge?|ergänze?|hinzufügen|hinzu", "add"],
  ["nur", "only"],
  ["keine?[nr]?", "no"],
  ["mehr", "more"],
  ["weniger", "fewer"],
  ["ohne", "without"],
  ["mit", "with"],
  ["und", "and"],
  ["oder", "or"],
  ["von", "of"],
  ["pro|je", "per"],
  ["marken?", "brand"],
  ["kategorien?", "category"],
  ["farben?", "colour"],
  ["produkte?n?|artikeln?|waren?", "products"],
  ["bestseller", "best sellers"],
  ["im trend|angesagte?[nrs]?", "trending"],
  ["die erkundung|erkundung", "exploration"],
  ["bitte", "please"],
  ["zwei", "two"],
  ["drei", "three"],
  ["vier", "four"],
  ["fünf", "five"],
  ["sechs", "six"],
  ["acht", "eight"],
  ["zehn", "ten"],
  ["zwölf", "twelve"],
  ["der|die|das|den|dem|alle|einer|eine[ns]?", ""],
];
const table = words.map(
  ([from, to]) => [new RegExp(`(?<![\\p{L}\\p{N}])(?:${from})(?![\\p{L}\\p{N}])`, "giu"), to] as const,
);

/** A German sentence word by word in English; any other as it is. Two German words make it German. */
export function inEnglish(sentence: string): string {
  if ((sentence.match(german)?.length ?? 0) < 2 && !/^(?:rückgängig|veröffentliche?n?)\b/i.test(sentence))
    return sentence;
  return table
    .reduce((text, [from, to]) => text.replace(from, to), sentence)
    .replace(/\s+/g, " ")
    .trim();
}
