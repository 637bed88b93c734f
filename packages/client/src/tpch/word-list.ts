// Fixed lists of ASCII words, laid out for copying, and the weighted choice among them that dbgen makes.
import { COPY_SLACK } from "./ascii-copy.ts";
import type { RandomStream } from "./random-stream.ts";

/** Words by number: `lengths[word]` bytes of `view` from `starts[word]`. */
export class WordList {
  readonly view: DataView;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly longest: number;
  /** The word that each of the equally likely draws 0 .. total weight - 1 stands for. */
  readonly choice: Uint8Array;

  /** @param weights one per word; left out, all words are equally likely */
  constructor(words: readonly string[], weights?: readonly number[]) {
    const encoded = new TextEncoder().encode(words.join(""));
    const bytes = new Uint8Array(encoded.length + COPY_SLACK);
    bytes.set(encoded);
    this.view = new DataView(bytes.buffer);
    this.lengths = Int32Array.from(words, (word) => word.length);
    this.starts = new Int32Array(words.length);
    for (let word = 1; word < words.length; word++) {
      this.starts[word] = (this.starts[word - 1] as number) + (this.lengths[word - 1] as number);
    }
    this.longest = Math.max(...this.lengths);
    this.choice = Uint8Array.from(words.flatMap((_, word) => Array<number>(weights?.[word] ?? 1).fill(word)));
  }

  get size(): number {
    return this.lengths.length;
  }

  /** The number of a random word. */
  pick(stream: RandomStream): number {
    return this.choice[stream.between(0, this.choice.length - 1)] as number;
  }
}
