/** Turns text into the token ids of a model. */
export interface Tokenizer {
  /** Ids with the start and end marks, at most `maxTokens` of them. */
  encode(text: string): number[];
}

interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly max_input_chars_per_word?: number };
}

// Chinese, Japanese and Korean ideographs, each a word of its own: the blocks that BERT's own tokenizer names.
const ideographs =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
// BERT counts every non-alphanumeric ASCII sign as punctuation, also `$`, `+` and `^`, which Unicode calls symbols.
const punctuation = /[\p{P}$+<=>^`|~]/gu;
const accents = /\p{Mn}/gu;
// Unassigned and private-use characters count as control characters too, as in the reference tokenizer.
const controls = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cn}\p{Co}\uFFFD]/gu;

/** BERT's basic tokenizer, uncased: clean, split off ideographs, strip accents, lower-case, split off punctuation. */
export function basicTokens(text: string): string[] {
  const spaced = text
    .replace(controls, "")
    .replace(ideographs, " $& ")
    .normalize("NFD")
    .replace(accents, "")
    .toLowerCase()
    .replace(punctuation, " $& ");
  return spaced.split(/\s+/u).filter((word) => word !== "");
}

/**
 * WordPiece (Schuster & Nakajima 2012; Devlin et al. 2019): each word is cut into the longest pieces that the
 * vocabulary holds, from the left; a word with no such cut is unknown.
 */
export function wordPieceTokenizer(file: TokenizerFile, maxTokens: number): Tokenizer {
  const vocabulary = new Map(Object.entries(file.model.vocab));
  const maxWordLength = file.model.max_input_chars_per_word ?? 100;
  const special = (name: string) => {
    const id = vocabulary.get(name);
    if (id === undefined) throw new Error(`The vocabulary lacks ${name}.`);
    return id;
  };
  const start = special("[CLS]");
  const end = special("[SEP]");
  const unknown = special("[UNK]");

  const pieces = (word: string): readonly number[] => {
    if (word.length > maxWordLength) return [unknown];
    const ids: number[] = [];
    for (let from = 0; from < word.length; ) {
      let to = word.length;
      let id: number | undefined;
      for (; to > from; to--) {
        id = vocabulary.get(from === 0 ? word.slice(0, to) : `##${word.slice(from, to)}`);
        if (id !== undefined) break;
      }
      if (id === undefined) return [unknown];
      ids.push(id);
      from = to;
    }
    return ids;
  };
  return {
    encode(text) {
      // No token is longer than its word, so what lies beyond this many characters can hardly matter, and a huge text costs little.
      const ids = [start];
      for (const word of basicTokens(text.slice(0, maxTokens * 32))) {
        for (const id of pieces(word)) ids.push(id);
        if (ids.length >= maxTokens) break;
      }
      ids.length = Math.min(ids.length, maxTokens - 1);
      ids.push(end);
      return ids;
    },
  };
}
