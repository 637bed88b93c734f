import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits, unitOfCodePoint, unitsOfBytes, WayBack } from "./position.ts";

const text = "aé日😀z";

test("bytes to UTF-16: every byte of a character is its first unit", () => {
  // 1, 2, 3, 4 and 1 bytes; 1, 1, 1, 2 and 1 units.
  const expected = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 5, 6];
  assert.deepEqual([...unitsOfBytes(new TextEncoder().encode(text))], expected);
});

test("code points to UTF-16, and never past the end", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 99].map((point) => unitOfCodePoint(text, point)),
    [0, 1, 2, 3, 5, 6, 6, 6],
  );
});

test("the way back through a replacement and an insertion", () => {
  //                original  0123456789
  const original = "ab :xy 'f' z";
  const edited = applyEdits(original, [
    { start: 3, end: 6, text: "$1", anchor: { start: 3, end: 6 } },
    { start: 7, end: 7, text: "F(", anchor: { start: 7, end: 10 } },
    { start: 10, end: 10, text: ")", anchor: { start: 7, end: 10 } },
  ]);
  assert.equal(edited.text, "ab $1 F('f') z");
  const wayBack = new WayBack(edited.edits);
  const back = (start: number, end: number): string => {
    const span = wayBack.toOriginal({ start, end });
    return original.slice(span.start, span.end);
  };
  const rows: readonly (readonly [number, number, string])[] = [
    [0, 2, "ab"],
    [3, 5, ":xy"],
    [6, 7, "'f'"],
    [8, 11, "'f'"],
    [11, 12, "'f'"],
    [13, 14, "z"],
    [14, 14, ""],
    [0, 14, original],
    [0, 5, "ab :xy"],
    [3, 14, ":xy 'f' z"],
  ];
  for (const [start, end, expected] of rows) assert.equal(back(start, end), expected, `${start}..${end}`);
});
