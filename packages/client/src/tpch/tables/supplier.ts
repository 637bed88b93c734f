// supplier. A few comments carry "Customer ... Complaints" or "Customer ... Recommends" (Q16 looks for the former).
import { type Chunk, LongBuilder, TextBuilder } from "../chunk.ts";
import { nations } from "../distributions.ts";
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

const COMMENT_LENGTH = 63;
const NAME = "Supplier#";
const NAME_BYTES = 21;

/** Rows in REMARK_BASE that carry a remark, and the percentage of those that are complaints. */
const REMARKS = 10;
const REMARK_BASE = 10_000;
const COMPLAINT_PERCENT = 50;
const CUSTOMER = new TextEncoder().encode("Customer ");
const COMPLAINTS = new TextEncoder().encode("Complaints");
const RECOMMENDS = new TextEncoder().encode("Recommends");
const REMARK_BYTES = CUSTOMER.length + COMPLAINTS.length;

export function generateSupplier(first: number, count: number, pool: DataView): Chunk {
  const address = new RandomStream(706178559, ADDRESS_DRAWS);
  const nation = new RandomStream(110356601);
  const phone = new RandomStream(884434366, PHONE_DRAWS);
  const balance = new RandomStream(962338209);
  const comments = new CommentStream(pool, 1341315363, COMMENT_LENGTH);
  const remark = new RandomStream(202794285);
  const gap = new RandomStream(263032577);
  const offset = new RandomStream(715851524);
  const verdict = new RandomStream(753643799);
  const streams = [address, nation, phone, balance, comments.stream, remark, gap, offset, verdict];
  for (const stream of streams) stream.skipRows(first);

  const keys = new LongBuilder(count);
  const names = new TextBuilder(count, NAME_BYTES);
  const addresses = new TextBuilder(count, longestText(ADDRESS_LENGTH));
  const nationKeys = new Int32Array(count);
  const phones = new TextBuilder(count, PHONE_BYTES);
  const balances = new LongBuilder(count);
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

    const start = commentText.end;
    comments.append(commentText);
    if (remark.between(1, REMARK_BASE) <= REMARKS) {
      const spare = commentText.end - start - REMARK_BYTES;
      const gapBytes = gap.between(0, spare);
      const at = start + offset.between(0, spare - gapBytes);
      commentText.bytes.set(CUSTOMER, at);
      const word = verdict.between(0, 100) < COMPLAINT_PERCENT ? COMPLAINTS : RECOMMENDS;
      commentText.bytes.set(word, at + CUSTOMER.length + gapBytes);
    }
    commentText.endRow();
    for (const stream of streams) stream.endRow();
  }
  return {
    table: "supplier",
    rows: count,
    columns: [
      keys.integers("s_suppkey"),
      names.column("s_name"),
      addresses.column("s_address"),
      { kind: "int32", name: "s_nationkey", values: nationKeys },
      phones.column("s_phone"),
      balances.decimals("s_acctbal"),
      commentText.column("s_comment"),
    ],
  };
}
