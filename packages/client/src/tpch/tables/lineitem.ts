// lineitem. Its unit is the order.
import { CURRENT_DAY } from "../calendar.ts";
import { type Chunk, LongBuilder, TextBuilder } from "../chunk.ts";
import { returnFlags, shipInstructions, shipModes } from "../distributions.ts";
import { RandomStream } from "../random-stream.ts";
import { CommentStream } from "../random-text.ts";
import { scaled, unitsAtScaleOne } from "../scale.ts";
import { LINES_PER_ORDER, OrderLines, orderKey } from "./order-lines.ts";
import { retailPrice } from "./part.ts";
import { supplierOfPart } from "./partsupp.ts";

const COMMENT_LENGTH = 27;
const NOT_RETURNED = 0x4e;
const FILLED = 0x46;
const OPEN = 0x4f;

export function generateLineitem(first: number, count: number, pool: DataView, scaleFactor: number): Chunk {
  const order = new OrderLines(scaleFactor);
  const supplier = new RandomStream(2095021727, LINES_PER_ORDER);
  const commit = new RandomStream(904914315, LINES_PER_ORDER);
  const receipt = new RandomStream(373135028, LINES_PER_ORDER);
  const flag = new RandomStream(717419739, LINES_PER_ORDER);
  const instruction = new RandomStream(1371272478, LINES_PER_ORDER);
  const mode = new RandomStream(675466456, LINES_PER_ORDER);
  const comments = new CommentStream(pool, 1095462486, COMMENT_LENGTH, LINES_PER_ORDER);
  const streams = [...order.streams, supplier, commit, receipt, flag, instruction, mode, comments.stream];
  for (const stream of streams) stream.skipRows(first);
  const suppliers = scaled(unitsAtScaleOne.supplier, scaleFactor);

  const rows = OrderLines.countLines(first, count);
  const orderKeys = new LongBuilder(rows);
  const partKeys = new LongBuilder(rows);
  const supplierKeys = new LongBuilder(rows);
  const lineNumbers = new Int32Array(rows);
  const quantities = new LongBuilder(rows);
  const prices = new LongBuilder(rows);
  const discounts = new LongBuilder(rows);
  const taxes = new LongBuilder(rows);
  const flags = new TextBuilder(rows, 1);
  const states = new TextBuilder(rows, 1);
  const shipDates = new Int32Array(rows);
  const commitDates = new Int32Array(rows);
  const receiptDates = new Int32Array(rows);
  const instructions = new TextBuilder(rows, shipInstructions.longest);
  const modes = new TextBuilder(rows, shipModes.longest);
  const commentText = new TextBuilder(rows, comments.longest);
  for (let unit = 0, row = 0; unit < count; unit++) {
    const key = orderKey(first + unit + 1);
    const orderDate = order.orderDate();
    const lines = order.lineCount();
    for (let line = 1; line <= lines; line++, row++) {
      const partKey = order.partKey();
      const quantity = order.quantity();
      orderKeys.setWide(row, key);
      partKeys.set(row, partKey);
      supplierKeys.set(row, supplierOfPart(partKey, supplier.between(0, 3), suppliers));
      lineNumbers[row] = line;
      quantities.set(row, quantity * 100);
      prices.set(row, retailPrice(partKey) * quantity);
      discounts.set(row, order.discount());
      taxes.set(row, order.tax());

      const shipDate = orderDate + order.shippingDays();
      const receiptDate = shipDate + receipt.between(1, 30);
      shipDates[row] = shipDate;
      commitDates[row] = orderDate + commit.between(30, 90);
      receiptDates[row] = receiptDate;
      if (receiptDate <= CURRENT_DAY) flags.word(returnFlags, returnFlags.pick(flag));
      else flags.byte(NOT_RETURNED);
      flags.endRow();
      states.byte(shipDate <= CURRENT_DAY ? FILLED : OPEN);
      states.endRow();

      instructions.word(shipInstructions, shipInstructions.pick(instruction));
      instructions.endRow();
      modes.word(shipModes, shipModes.pick(mode));
      modes.endRow();
      comments.append(commentText);
      commentText.endRow();
    }
    for (const stream of streams) stream.endRow();
  }
  return {
    table: "lineitem",
    rows,
    columns: [
      orderKeys.integers("l_orderkey"),
      partKeys.integers("l_partkey"),
      supplierKeys.integers("l_suppkey"),
      { kind: "int32", name: "l_linenumber", values: lineNumbers },
      quantities.decimals("l_quantity", true),
      prices.decimals("l_extendedprice"),
      discounts.decimals("l_discount"),
      taxes.decimals("l_tax"),
      flags.column("l_returnflag"),
      states.column("l_linestatus"),
      { kind: "date", name: "l_shipdate", values: shipDates },
      { kind: "date", name: "l_commitdate", values: commitDates },
      { kind: "date", name: "l_receiptdate", values: receiptDates },
      instructions.column("l_shipinstruct"),
      modes.column("l_shipmode"),
      commentText.column("l_comment"),
    ],
  };
}
