// customer.
import { type Chunk, LongBuilder, TextBuilder } from "../chunk.ts";
import { marketSegments, nations } from "../distributions.ts";
import { RandomStream } from "../random-stream.ts";
import {
  ADDRESS_DRAWS,
  ADDRESS_LENGTH,
  appendAddress,
  appendPhone,
  CommentStream,
  longestText,
  PHONE_BYTES,
  PHONE_DRAWS,
} from "../random-text.ts";

const COMMENT_LENGTH = 73;
const NAME = "Customer#";
const NAME_BYTES = 21;

export function generateCustomer(first: number, count: number, pool: DataView): Chunk {
  const address = new RandomStream(881155353, ADDRESS_DRAWS);
  const nation = new RandomStream(1489529863);
  const phone = new RandomStream(1521138112, PHONE_DRAWS);
  const balance = new RandomStream(298370230);
  const segment = new RandomStream(1140279430);
  const comments = new CommentStream(pool, 1335826707, COMMENT_LENGTH);
  const streams = [address, nation, phone, balance, segment, comments.stream];
  for (const stream of streams) stream.skipRows(first);

  const keys = new LongBuilder(count);
  const names = new TextBuilder(count, NAME_BYTES);
  const addresses = new TextBuilder(count, longestText(ADDRESS_LENGTH));
  const nationKeys = new Int32Array(count);
  const phones = new TextBuilder(count, PHONE_BYTES);
  const balances = new LongBuilder(count);
  const segments = new TextBuilder(count, marketSegments.longest);
  const commentText = new TextBuilder(count, comments.longest);
  for (let row = 0; row < count; row++) {
    const key = first + row + 1;
    keys.set(row, key);
    names.text(NAME);
    names.digits(key, 9);
    names.endRow();
    appendAddress(address, addresses);
    addresses.endRow();
    const nationKey = nation.between(0, nations.length - 1);
    nationKeys[row] = nationKey;
    appendPhone(phone, nationKey, phones);
    phones.endRow();
    balances.set(row, balance.between(-99_999, 999_999));
    segments.word(marketSegments, marketSegments.pick(segment));
    segments.endRow();
    comments.append(commentText);
    commentText.endRow();
    for (const stream of streams) stream.endRow();
  }
  return {
    table: "customer",
    rows: count,
    columns: [
      keys.integers("c_custkey"),
      names.column("c_name"),
      addresses.column("c_address"),
      { kind: "int32", name: "c_nationkey", values: nationKeys },
      phones.column("c_phone"),
      balances.decimals("c_acctbal"),
      segments.column("c_mktsegment"),
      commentText.column("c_comment"),
    ],
  };
}
