// region: five fixed rows with random comments.
import { type Chunk, TextBuilder } from "../chunk.ts";
import { regions } from "../distributions.ts";
import { CommentStream } from "../random-text.ts";

const COMMENT_LENGTH = 72;

export function generateRegion(first: number, count: number, pool: DataView): Chunk {
  const comments = new CommentStream(pool, 1500869201, COMMENT_LENGTH);
  comments.stream.skipRows(first);
  const key = new Int32Array(count);
  const name = new TextBuilder(count, 25);
  const comment = new TextBuilder(count, comments.longest);
  for (let row = 0; row < count; row++) {
    key[row] = first + row;
    name.text(regions[first + row] as string);
    name.endRow();
    comments.append(comment);
    comment.endRow();
    comments.stream.endRow();
  }
  return {
    table: "region",
    rows: count,
    columns: [{ kind: "int32", name: "r_regionkey", values: key }, name.column("r_name"), comment.column("r_comment")],
  };
}
