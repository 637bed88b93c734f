// What customers and suppliers have alike: a key, a name made of it, an address, a nation, a telephone number of that
// nation, and a balance. Each table has random streams of its own for them.
import { type Column, LongBuilder, TextBuilder } from "../chunk.ts";
import { nations } from "../distributions.ts";
import { RandomStream } from "../random-stream.ts";
import {
  ADDRESS_DRAWS,
  ADDRESS_LENGTH,
  appendAddress,
  appendPhone,
  longestText,
  PHONE_BYTES,
  PHONE_DRAWS,
} from "../random-text.ts";

const KEY_DIGITS = 9;
/** The largest scale factors have keys with more of them. */
const MOST_KEY_DIGITS = 12;

export interface PartySeeds {
  readonly address: number;
  readonly nation: number;
  readonly phone: number;
  readonly balance: number;
}

export class PartyColumns {
  readonly #name: string;
  readonly #address: RandomStream;
  readonly #nation: RandomStream;
  readonly #phone: RandomStream;
  readonly #balance: RandomStream;
  readonly #keys: LongBuilder;
  readonly #names: TextBuilder;
  readonly #addresses: TextBuilder;
  readonly #nationKeys: Int32Array<ArrayBuffer>;
  readonly #phones: TextBuilder;
  readonly #balances: LongBuilder;

  /** For `count` rows; names are `name` and the key's nine digits. */
  constructor(name: string, seeds: PartySeeds, count: number) {
    this.#name = name;
    this.#address = new RandomStream(seeds.address, ADDRESS_DRAWS);
    this.#nation = new RandomStream(seeds.nation);
    this.#phone = new RandomStream(seeds.phone, PHONE_DRAWS);
    this.#balance = new RandomStream(seeds.balance);
    this.#keys = new LongBuilder(count);
    this.#names = new TextBuilder(count, name.length + MOST_KEY_DIGITS);
    this.#addresses = new TextBuilder(count, longestText(ADDRESS_LENGTH));
    this.#nationKeys = new Int32Array(count);
    this.#phones = new TextBuilder(count, PHONE_BYTES);
    this.#balances = new LongBuilder(count);
  }

  get streams(): readonly RandomStream[] {
    return [this.#address, this.#nation, this.#phone, this.#balance];
  }

  /** @param row within this chunk; @param key counted from 1 over the table */
  append(row: number, key: number): void {
    this.#keys.set(row, key);
    this.#names.text(this.#name);
    this.#names.digits(key, KEY_DIGITS);
    this.#names.endRow();
    appendAddress(this.#address, this.#addresses);
    this.#addresses.endRow();
    const nation = this.#nation.between(0, nations.length - 1);
    this.#nationKeys[row] = nation;
    appendPhone(this.#phone, nation, this.#phones);
    this.#phones.endRow();
    this.#balances.set(row, this.#balance.between(-99_999, 999_999));
  }

  /** In the order of the tables' columns, of which their others follow. @param prefix `c` or `s` */
  columns(prefix: string, key: string): readonly Column[] {
    return [
      this.#keys.integers(`${prefix}_${key}`),
      this.#names.column(`${prefix}_name`),
      this.#addresses.column(`${prefix}_address`),
      { kind: "int32", name: `${prefix}_nationkey`, values: this.#nationKeys },
      this.#phones.column(`${prefix}_phone`),
      this.#balances.decimals(`${prefix}_acctbal`),
    ];
  }
}
