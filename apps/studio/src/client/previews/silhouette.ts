/** A drawn product: paths in a 40 × 40 box; `a` is painted in the first tone, `b` in the second, `line` is stroked in it. */
export interface Silhouette {
  readonly a?: string;
  readonly b?: string;
  readonly line?: string;
}

const shapes = {
  tent: { a: "M20 8 37 32H3z", b: "M20 8 27 32H13z", line: "M20 8l-1.6-3M20 8l1.6-3M2 32h36" },
  roll: {
    a: "M16 12h12a8 8 0 0 1 0 16H16z",
    b: "M13 12a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 4.500a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
  },
  cocoon: {
    a: "M20 4c6 0 9 4 9 9 0 8-2 14-4 22-.3 1-1 1.5-2 1.500h-6c-1 0-1.7-.5-2-1.5-2-8-4-14-4-22 0-5 3-9 9-9z",
    b: "M20 6.500c3 0 5 2 5 4.500s-2 4.5-5 4.5-5-2-5-4.5 2-4.5 5-4.500z",
  },
  lamp: {
    a: "M14 14h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H14a2 2 0 0 1-2-2V16a2 2 0 0 1 2-2z",
    b: "M13 10h14l1.5 4h-17zM11 30h18l1 5H10z",
    line: "M14 10a6 6 0 0 1 12 0M17.5 15v14M22.5 15v14",
  },
  jacket: {
    a: "M14.5 8 20 6l5.5 2 6 4 4.5 16-4.5 1.500L28 21v14H12V21l-3.5 8.500L4 28l4.5-16z",
    b: "M15 8c0-4 10-4 10 0l-2 3h-6z",
    line: "M20 11v24",
  },
  shirt: { a: "M14 7l12 0 8 5-3.5 7L28 17.500V34H12V17.500L9.5 19 6 12z", b: "M15 7h10a5 5 0 0 1-10 0z" },
  trousers: { a: "M12 6h16l3 29h-8L20 16l-3 19H9z", b: "M12 6h16l.4 4H11.600z" },
  dress: { a: "M15 5h2l3 4 3-4h2l1 9-2 4 7 17H9l7-17-2-4z", b: "M15.6 17h8.800l.8 2.500H14.800z" },
  boot: {
    a: "M11 6h11v12c2 3 6 4 9 5.5 2 1 3 2.5 3 5V30H10V18z",
    b: "M9 30h26v3a1.5 1.5 0 0 1-1.5 1.500h-23A1.5 1.5 0 0 1 9 33zM11 6h11v3.500H11z",
  },
  shoe: {
    a: "M5 19l7-3 5 3c3 3 8 4 13 5 3 .6 5 2 5 5H5z",
    b: "M5 28h30v2.500A1.5 1.5 0 0 1 33.5 32h-27A1.5 1.5 0 0 1 5 30.500z",
    line: "M15 21l3-2M19 23.500l3-2",
  },
  bottle: {
    a: "M15.5 10.500h9c3 1.5 4 3.5 4 6V33a3 3 0 0 1-3 3h-11a3 3 0 0 1-3-3V16.500c0-2.5 1-4.5 4-6z",
    b: "M17 3.500h6A1.5 1.5 0 0 1 24.5 5v4h-9V5A1.5 1.5 0 0 1 17 3.500zM11.5 20h17v8h-17z",
  },
  backpack: {
    a: "M14 11a6 6 0 0 1 12 0c3 1 5 4 5 8v13a3 3 0 0 1-3 3H12a3 3 0 0 1-3-3V19c0-4 2-7 5-8z",
    b: "M13 24h14v8H13zM14 17h12v2.500H14z",
    line: "M17 8c0-5 6-5 6 0",
  },
  handbag: {
    a: "M7 16h26l2 17a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2z",
    b: "M6.6 20h26.800l.4 3H6.200z",
    line: "M13 16c0-13 14-13 14 0",
  },
  laptop: { a: "M9 9h22a2 2 0 0 1 2 2v16H7V11a2 2 0 0 1 2-2z", b: "M3 27h34v2a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3z" },
  monitor: {
    a: "M5 7h30a2 2 0 0 1 2 2v17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2z",
    b: "M17 28h6v4h5v2.500H12V32h5z",
  },
  phone: { a: "M14 4h12a3 3 0 0 1 3 3v26a3 3 0 0 1-3 3H14a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z", b: "M13.5 9h13v20h-13z" },
  printer: {
    a: "M7 15h26a3 3 0 0 1 3 3v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V18a3 3 0 0 1 3-3z",
    b: "M11 6h18v9H11zM11 24h18v10H11z",
  },
  camera: {
    a: "M7 12h6l3-4h8l3 4h6a3 3 0 0 1 3 3v15a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V15a3 3 0 0 1 3-3z",
    b: "M20 15a7 7 0 1 0 0 14 7 7 0 0 0 0-14z",
  },
  headphones: {
    b: "M5 22h5a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H8a3 3 0 0 1-3-3zM35 22h-5a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2a3 3 0 0 0 3-3z",
    line: "M6.5 24c0-22 27-22 27 0",
  },
  cable: { b: "M6 6h8v8H6zM26 26h8v8h-8z", line: "M10 14v8c0 8 12-8 12 2s8 4 8 2" },
  chip: {
    a: "M10 10h20v20H10z",
    b: "M15 15h10v10H15z",
    line: "M14 10V5M20 10V5M26 10V5M14 35v-5M20 35v-5M26 35v-5M10 14H5M10 20H5M10 26H5M35 14h-5M35 20h-5M35 26h-5",
  },
  keyboard: {
    a: "M5 12h30a2 2 0 0 1 2 2v13a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V14a2 2 0 0 1 2-2z",
    b: "M8 16h4v3H8zM14 16h4v3h-4zM20 16h4v3h-4zM26 16h6v3h-6zM11 22h18v3H11z",
  },
  mug: { a: "M8 10h18v20a4 4 0 0 1-4 4H12a4 4 0 0 1-4-4z", b: "M8 16h18v7H8z", line: "M26 14h3a4 4 0 0 1 0 12h-3" },
  candle: { a: "M13 16h14v20H13z", b: "M20 4c3 4 3.5 5.5 3.5 7a3.5 3.5 0 0 1-7 0c0-1.5.5-3 3.5-7zM13 28h14v3H13z" },
  heart: {
    a: "M20 34C8 26 5 20 5 15a7.5 7.5 0 0 1 15-2 7.5 7.5 0 0 1 15 2c0 5-3 11-15 19z",
    b: "M20 13a7.5 7.5 0 0 1 15 2c0 5-3 11-15 19z",
  },
  clock: {
    a: "M20 5a15 15 0 1 0 0 30 15 15 0 0 0 0-30z",
    b: "M20 10a10 10 0 1 0 0 20 10 10 0 0 0 0-20z",
    line: "M20 13v7l5 3",
  },
  book: {
    a: "M8 6h21a2 2 0 0 1 2 2v26H11a3 3 0 0 1-3-3z",
    b: "M8 30a3 3 0 0 1 3-2h20v6H11a3 3 0 0 1-3-4z",
    line: "M14 12h11M14 17h8",
  },
  toy: {
    a: "M20 14c8 0 12 6 12 11s-4 10-12 10S8 30 8 25s4-11 12-11z",
    b: "M10 6a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM30 6a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM20 22a5 4 0 1 0 0 8 5 4 0 0 0 0-8z",
  },
  chair: { a: "M12 5h16a2 2 0 0 1 2 2v14H10V7a2 2 0 0 1 2-2z", b: "M8 21h24v5H8z", line: "M11 26v9M29 26v9" },
  plant: {
    a: "M12 24h16l-2 12H14z",
    b: "M20 24C20 12 10 10 7 10c0 8 5 12 13 14zM20 22c0-9 6-14 13-15 1 9-4 14-13 15z",
  },
  poles: { b: "M11.5 4h4v9h-4zM24.5 4h4v9h-4z", line: "M13 8l-4 27M27 8l4 27M7 30h6.500M26.5 30H33" },
  hat: { a: "M9 25c0-22 22-22 22 0z", b: "M4 25h32v3a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3z" },
  glove: {
    a: "M12 17V8a2.500 2.500 0 0 1 5 0V6a2.500 2.500 0 0 1 5 0v1.500a2.500 2.500 0 0 1 5 0V10a2 2 0 0 1 4 0v10c0 4-2 7-3 9H14c-2-4-6-7-8-10-1.500-3 1.500-4.500 3.500-2.500z",
    b: "M13.500 29H28v6H13.500z",
    line: "M17 8v8M22 8v8M27 10v6",
  },
  jewel: { a: "M12 8h16l7 8-15 18L5 16z", b: "M12 8l8 8 8-8M5 16h30L20 34z" },
  pot: { a: "M7 16h26v12a5 5 0 0 1-5 5H12a5 5 0 0 1-5-5z", b: "M6 12h28v4H6zM18 8h4v4h-4z", line: "M3 20h4M33 20h4" },
  box: { a: "M20 5l14 7v16l-14 7-14-7V12z", b: "M20 19l14-7v16l-14 7z", line: "M13 8.500l14 7v6" },
} satisfies { readonly [name: string]: Silhouette };

/** Words of titles and categories, most telling first; the first that occurs decides. */
const words: readonly (readonly [RegExp, keyof typeof shapes])[] = [
  [/sleeping bag|bivvy/, "cocoon"],
  [/\bhats?\b|\bcaps?\b|beanie|helmet|headband/, "hat"],
  [/glove|mitten/, "glove"],
  [/backpack|rucksack|daypack/, "backpack"],
  [/\btents?\b|\btarp|shelter|awning|hammock/, "tent"],
  [/rain cover|dry.?bag|stuff sack|pouch|organi[sz]er/, "handbag"],
  [/sock|gaiter/, "boot"],
  [/\bmat\b|mattress|towel|blanket|\brug\b|yoga/, "roll"],
  [/lantern|lamp|light|torch|bulb/, "lamp"],
  [/candle|t-light|incense/, "candle"],
  [/boot/, "boot"],
  [/shoe|sneaker|trainer|sandal|slipper|footwear/, "shoe"],
  [/jacket|coat|parka|fleece|sweater|hoodie|vest|knit/, "jacket"],
  [/shirt|base layer|underwear|\btop\b|\btee\b|blouse|polo/, "shirt"],
  [/trouser|pants|jeans|leggings|shorts/, "trousers"],
  [/dress|skirt|apron/, "dress"],
  [/bottle|flask|hydration|filter|thermos|drinkware|shampoo|lotion/, "bottle"],
  [/handbag|\bbag\b|tote|purse|case\b|luggage|suitcase|basket/, "handbag"],
  [/\bmug|cup\b|teacup|glass|bowl|plate|tea set/, "mug"],
  [/\bpot\b|\bpan\b|stove|cook|kettle|oven|grill|kitchen/, "pot"],
  [/notebook(?!.*paper)|laptop|ultrabook|chromebook/, "laptop"],
  [/monitor|television|\btv\b|display|screen|projector|tablet/, "monitor"],
  [/phone|mobile|\bgps\b|handheld/, "phone"],
  [/printer|scanner|toner|ink|copier|laminat/, "printer"],
  [/camera|lens|webcam|photo/, "camera"],
  [/headphone|headset|earphone|speaker|microphone|audio/, "headphones"],
  [/cable|adapter|charger|connector|cord|power suppl|socket/, "cable"],
  [/memory|processor|\bcpu\b|drive|\bssd\b|\bram\b|card|graphics|motherboard|server|switch|router|storage/, "chip"],
  [/keyboard|mouse|keypad|mice/, "keyboard"],
  [/clock|watch|timer/, "clock"],
  [/heart|\blove\b|valentine/, "heart"],
  [/book|journal|diary|paper|calendar|notepad|label|sticker|software|licen/, "book"],
  [/\btoy|doll|teddy|bear|puzzle|game|playhouse/, "toy"],
  [/chair|sofa|stool|desk|table|furniture|cushion|bench/, "chair"],
  [/plant|flower|garden|vase|wreath|tree/, "plant"],
  [/\bpole|trekking|stick|ski|racket/, "poles"],
  [/ring\b|necklace|earring|bracelet|jewel/, "jewel"],
];

/** Chooses the drawing for a product from its category and title; a parcel when nothing decides. */
export function silhouetteOf(title: string, category: string | null): Silhouette {
  const text = `${title} ${category ?? ""}`.toLowerCase();
  for (const [word, name] of words) if (word.test(text)) return shapes[name];
  return shapes.box;
}

const tones = ["moss", "clay", "slate", "sand", "pine", "rust", "coal"] as const;

/** An earth tone that stays with a product. */
export function toneOf(id: string): (typeof tones)[number] {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return tones[(hash >>> 0) % tones.length]!;
}
