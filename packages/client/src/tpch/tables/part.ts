// part.
import { type Chunk, LongBuilder, TextBuilder } from "../chunk.ts";
import { partColors, partContainers, partTypes } from "../distributions.ts";
import { RandomStream } from "../random-stream.ts";
import { CommentStream } from "../random-text.ts";

const COMMENT_LENGTH = 14;
const NAME_WORDS = 5;
const MANUFACTURER = "Manufacturer#";
const BRAND = "Brand#";
const SPACE = 0x20;

/** p_retailprice in cents: a function of the key alone, so that order lines can know it. */
export function retailPrice(partKey: number): number {
  return 90_000 + (((partKey / 10) | 0) % 20_001) + (partKey % 1000) * 100;
}

export function generatePart(first: number, count: number, pool: DataView): Chunk {
  const name = new RandomStream(709314158, partColors.size);
  const manufacturer = new RandomStream(1);
  const brand = new RandomStream(46831694);
  const type = new RandomStream(1841581359);
  const size = new RandomStream(1193163244);
  const container = new RandomStream(727633698);
  const comments = new CommentStream(pool, 804159733, COMMENT_LENGTH);
  const streams = [name, manufacturer, brand, type, size, container, comments.stream];
  for (const stream of streams) stream.skipRows(first);

  const keys = new LongBuilder(count);
  const names = new TextBuilder(count, NAME_WORDS * (partColors.longest + 1));
  const manufacturers = new TextBuilder(count, MANUFACTURER.length + 1);
  const brands = new TextBuilder(count, BRAND.length + 2);
  const types = new TextBuilder(count, partTypes.longest);
  const sizes = new Int32Array(count);
  const containers = new TextBuilder(count, partContainers.longest);
  const prices = new LongBuilder(count);
  const commentText = new TextBuilder(count, comments.longest);
  const colors = Uint8Array.from({ length: partColors.size }, (_, color) => color);
  for (let row = 0; row < count; row++) {
    const key = first + row + 1;
    keys.set(row, key);
    appendName(name, colors, names);
    names.endRow();
    const manufacturerNumber = manufacturer.between(1, 5);
    manufacturers.text(MANUFACTURER);
    manufacturers.digits(manufacturerNumber, 1);
    manufacturers.endRow();
    brands.text(BRAND);
    brands.digits(manufacturerNumber * 10 + brand.between(1, 5), 2);
    brands.endRow();
    types.word(partTypes, partTypes.pick(type));
    types.endRow();
    sizes[row] = size.between(1, 50);
    containers.word(partContainers, partContainers.pick(container));
    containers.endRow();
    prices.set(row, retailPrice(key));
    comments.append(commentText);
    commentText.endRow();
    for (const stream of streams) stream.endRow();
  }
  return {
    table: "part",
    rows: count,
    columns: [
      keys.integers("p_partkey"),
      names.column("p_name"),
      manufacturers.column("p_mfgr"),
      brands.column("p_brand"),
      types.column("p_type"),
      { kind: "int32", name: "p_size", values: sizes },
      containers.column("p_container"),
      prices.decimals("p_retailprice"),
      commentText.column("p_comment"),
    ],
  };
}

/** The first words of a shuffle of all colors; `colors` is in order before and after. */
function appendName(stream: RandomStream, colors: Uint8Array, to: TextBuilder): void {
  const swapped = swaps;
  for (let at = 0; at < NAME_WORDS; at++) {
    const other = stream.between(at, colors.length - 1);
    const color = colors[other] as number;
    colors[other] = colors[at] as number;
    colors[at] = color;
    swapped[at] = other;
    if (at > 0) to.byte(SPACE);
    to.word(partColors, color);
  }
  for (let at = NAME_WORDS - 1; at >= 0; at--) {
    const other = swapped[at] as number;
    const color = colors[other] as number;
    colors[other] = colors[at] as number;
    colors[at] = color;
  }
}

const swaps = new Uint8Array(NAME_WORDS);
