// Key records back to columns. Only of exact forms (operator/key-layout.ts): of the others a record tells no more
// than that a key was equal, and whoever wants the value keeps one beside it.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { SymbolTable, type SymbolTableData } from "../kernel/hash-symbol.ts";
import { type KeyKernels, keyKernels } from "../kernel/key.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import type { KeyField, KeyLayout } from "./key-layout.ts";

interface Output {
  readonly data: GrowingBuffer;
  readonly validity: GrowingBuffer;
}

export class KeyDecoder {
  readonly #layout: KeyLayout;
  readonly #kernels: KeyKernels;
  readonly #symbols: SymbolTable | undefined;
  readonly #ids: GrowingBuffer;
  readonly #outputs: readonly Output[];

  /** Texts that it gives out lie in `symbols`, or in the records themselves. */
  constructor(region: Region, layout: KeyLayout, symbols: SymbolTableData | undefined) {
    this.#layout = layout;
    this.#kernels = keyKernels(region.arena);
    this.#symbols = symbols === undefined ? undefined : SymbolTable.attach(region, symbols);
    this.#ids = new GrowingBuffer(region);
    this.#outputs = layout.fields.map(() => ({ data: new GrowingBuffer(region), validity: new GrowingBuffer(region) }));
  }

  /** The values of key `position` in `rows` records. Valid until it is asked for the same key again. */
  decode(position: number, keys: Pointer, rows: number): Vector {
    const field = this.#layout.fields[position] as KeyField;
    const output = this.#outputs[position] as Output;
    const storage = storageOf(field.type);
    const data = output.data.reserve(rows * storageWidth(storage));
    const stride = 8 * this.#layout.words;
    const word = keys + 8 * field.place.word;
    const { shift } = field.place;
    let validity: Pointer = 0;
    switch (field.form) {
      case "bool":
        this.#kernels.unpackBit(word, stride, shift, rows, data);
        break;
      case "i32":
        this.#kernels.unpack32(word, stride, shift, rows, data);
        break;
      case "i64":
        if (field.isNarrow) this.#kernels.unpackNarrow64(word, stride, shift, rows, data);
        else this.#kernels.unpack64(word, stride, shift, rows, data);
        break;
      case "i128":
        this.#kernels.unpack128(word, stride, rows, data);
        break;
      case "bytes": {
        if (field.isPacked) {
          validity = output.validity.reserve(rows);
          this.#kernels.unpackText(word, stride, rows, data, validity);
          break;
        }
        if (this.#symbols === undefined) throw internal("a string key without its symbols");
        const ids = this.#ids.reserve(4 * rows);
        this.#kernels.unpack32(word, stride, shift, rows, ids);
        this.#symbols.refs(ids, rows, data);
        validity = output.validity.reserve(rows);
        this.#kernels.validIds(ids, rows, validity);
        break;
      }
      case "f32":
      case "f64":
      case "interval":
      case "trimmed":
      case "canonical":
      case "list":
      case "struct":
        throw internal(`keys of form ${field.form} cannot be read back`);
    }
    if (field.flag !== undefined) {
      validity = output.validity.reserve(rows);
      this.#kernels.unpackValid(keys + 8 * field.flag.word, stride, field.flag.shift, rows, validity);
    }
    return { type: field.type, storage, data, validity, index: 0, slots: rows, dictionary: 0 };
  }

  close(): void {
    this.#ids.free();
    for (const { data, validity } of this.#outputs) {
      data.free();
      validity.free();
    }
  }
}
