// The text that all TPC-H comments are cut from: 300 MiB of sentences made by a small grammar from one random
// stream (TPC-H specification v3, clause 4.2.2.14, and dbgen). It has to be complete before the first comment,
// since comments start anywhere in it.
//
// A sentence starts in a state that depends on all sentences before it, so the text is sequential by nature. The
// checkpoints in text-pool-checkpoints.ts cut it into segments that threads make independently, straight into
// shared memory; each segment checks that it ends where the next one starts.
import { COPY_SLACK, copyAscii } from "./ascii-copy.ts";
import {
  adjectives,
  adverbs,
  auxiliaries,
  nounPhraseForms,
  nouns,
  prepositions,
  sentenceForms,
  terminators,
  verbPhraseForms,
  verbs,
} from "./distributions.ts";
import { RandomStream } from "./random-stream.ts";
import { type Checkpoint, checkpoints } from "./text-pool-checkpoints.ts";
import type { WordList } from "./word-list.ts";

/** Bytes of the pool. */
export const POOL_BYTES: number = 300 * 1024 * 1024;

/** How many segments the pool is made in. */
export const POOL_SEGMENTS: number = checkpoints.length;

/** More than any sentence has: two noun phrases, a verb phrase and a prepositional phrase of the longest words. */
const SENTENCE_BYTES = 512;
const SCRATCH_BYTES = 1 << 18;
const SPACE = 0x20;
const COMMA = 0x2c;

/** Memory for a pool, not yet filled; shared, so that threads can fill and read it together. */
export function allocatePool(): SharedArrayBuffer {
  return new SharedArrayBuffer(POOL_BYTES + COPY_SLACK);
}

/** A complete pool, made by this thread alone: about two seconds and 300 MiB. */
export function createPool(): SharedArrayBuffer {
  const pool = allocatePool();
  for (let segment = 0; segment < POOL_SEGMENTS; segment++) fillSegment(pool, segment);
  return pool;
}

/** Makes one segment of the pool. Any order, any thread. */
export function fillSegment(pool: SharedArrayBuffer, segment: number): void {
  const start = checkpoints[segment] as Checkpoint;
  const next = checkpoints[segment + 1];
  const end = writeSentences(new Uint8Array(pool, 0, POOL_BYTES), start, next?.[1] ?? POOL_BYTES);
  if (next !== undefined && (end[0] !== next[0] || end[1] !== next[1])) {
    throw new Error(`the text pool's segment ${segment} does not meet the next one`);
  }
}

/** Writes sentences from `start` until one reaches `limit`; what lies beyond the pool is cut off. */
export function writeSentences(pool: Uint8Array, start: Checkpoint, limit: number): Checkpoint {
  const writer = new SentenceWriter(start[0]);
  let offset = start[1];
  while (offset < limit) {
    writer.rewind();
    while (writer.end < SCRATCH_BYTES && offset + writer.end < limit) writer.writeSentence();
    const fits = Math.min(writer.end, pool.length - offset);
    pool.set(writer.bytes.subarray(0, fits), offset);
    offset += writer.end;
  }
  return [writer.state, offset];
}

class SentenceWriter {
  readonly bytes: Uint8Array = new Uint8Array(SCRATCH_BYTES + SENTENCE_BYTES);
  end = 0;
  private readonly view = new DataView(this.bytes.buffer);
  private readonly random: RandomStream;
  private readonly sentences = parse(sentenceForms);
  private readonly nounPhrases = parse(nounPhraseForms);
  private readonly verbPhrases = parse(verbPhraseForms);

  constructor(state: number) {
    this.random = new RandomStream(state);
  }

  get state(): number {
    return this.random.state;
  }

  rewind(): void {
    this.end = 0;
  }

  writeSentence(): void {
    for (const part of this.sentences[sentenceForms.pick(this.random)] as string) {
      switch (part) {
        case "N":
          this.phrase(this.nounPhrases[nounPhraseForms.pick(this.random)] as string);
          break;
        case "V":
          this.phrase(this.verbPhrases[verbPhraseForms.pick(this.random)] as string);
          break;
        case "P":
          this.word(prepositions);
          this.end = article(this.bytes, this.end);
          this.phrase(this.nounPhrases[nounPhraseForms.pick(this.random)] as string);
          break;
        case "T":
          // The terminator takes the place of the space behind the last word.
          this.end--;
          this.word(terminators);
      }
    }
  }

  private phrase(form: string): void {
    for (const part of form) {
      switch (part) {
        case "N":
          this.word(nouns);
          break;
        case "V":
          this.word(verbs);
          break;
        case "J":
          this.word(adjectives);
          break;
        case "D":
          this.word(adverbs);
          break;
        case "X":
          this.word(auxiliaries);
          break;
        case ",":
          this.bytes[this.end - 1] = COMMA;
          this.bytes[this.end++] = SPACE;
      }
    }
  }

  private word(list: WordList): void {
    const word = list.pick(this.random);
    const length = list.lengths[word] as number;
    copyAscii(this.view, this.end, list.view, list.starts[word] as number, length);
    this.end += length;
    this.bytes[this.end++] = SPACE;
  }
}

function article(bytes: Uint8Array, end: number): number {
  bytes[end] = 0x74;
  bytes[end + 1] = 0x68;
  bytes[end + 2] = 0x65;
  bytes[end + 3] = SPACE;
  return end + 4;
}

/** The forms of a list as texts. */
function parse(forms: WordList): readonly string[] {
  return Array.from(forms.lengths, (length, form) => {
    const start = forms.starts[form] as number;
    return new TextDecoder().decode(new Uint8Array(forms.view.buffer, start, length));
  });
}
