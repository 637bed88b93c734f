// nation: 25 fixed rows with random comments.
import { type Chunk, TextBuilder } from "../chunk.ts";
import { nations } from "../distributions.ts";
import { CommentStream } from "../random-text.ts";

const COMMENT_LENGTH = 72;

export function generateNation(first: number, count: number, pool: DataView): Chunk {
  const comments = new CommentStream(pool, 606179079, COMMENT_LENGTH);
  comments.stream.skipRows(first);
  const key = new Int32Array(count);
  const region = new Int32Array(count);
  const name = new TextBuilder(count, 25);
  const comment = new TextBuilder(count, comments.longest);
  for (let row = 0; row < count; row++) {
    const [nationName, regionKey] = nations[first + row] as readonly [string, number];
    key[row] = first + row;
    region[row] = regionKey;
    name.text(nationName);
    name.endRow();
    comments.append(comment);
    comment.endRow();
    comments.stream.endRow();
  }
  return {
    table: "nation",
    rows: count,
    columns: [
      { kind: "int32", name: "n_nationkey", values: key },
      name.column("n_name"),
      { kind: "int32", name: "n_regionkey", values: region },
      comment.column("n_comment"),
    ],
  };
}
