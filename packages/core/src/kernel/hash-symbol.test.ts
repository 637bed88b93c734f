import assert from "node:assert/strict";
import { test } from "node:test";
import { getString, getU32, getU64, onBothArenas, putRefs, putU8, putU32, random, SIZES } from "./hash.fixture.ts";
import { NO_SYMBOL, SymbolTable } from "./hash-symbol.ts";

const makers: readonly { readonly name: string; readonly make: (draw: number) => string }[] = [
  { name: "every length around a word", make: (draw) => "abcdefghijklmnopqrstuvwxyz".slice(0, Math.floor(draw * 26)) },
  { name: "equal prefixes", make: (draw) => `https://example.org/a/long/path/${Math.floor(draw * 3000)}` },
  {
    name: "zeros at the end",
    make: (draw) => "a".repeat(Math.floor(draw * 100) % 3) + "\0".repeat(Math.floor(draw * 12)),
  },
  { name: "long", make: (draw) => "é".repeat(Math.floor(draw * 10) * 300) },
];

for (const { name, make } of makers) {
  test(`symbols: ${name}`, () => {
    onBothArenas((region) => {
      for (const size of SIZES) {
        const draw = random(size);
        const strings = Array.from({ length: size }, () => make(draw()));
        const valid = strings.map(() => (draw() < 0.9 ? 1 : 0));
        const index = Array.from({ length: size }, () => Math.floor(draw() * size));
        const input = { data: putRefs(region, strings), index: putU32(region, index), validity: putU8(region, valid) };
        const model = new Map<string, number>();
        const expected = index.map((slot) => {
          if (valid[slot] === 0) return NO_SYMBOL;
          const text = strings[slot] as string;
          const id = model.get(text) ?? model.size;
          model.set(text, id);
          return id;
        });
        const table = SymbolTable.attach(region, SymbolTable.create(region).toData());
        const out = region.allocate(4 * size);
        table.intern(input, size, out);
        assert.deepEqual(getU32(region, out, size), expected);
        assert.equal(table.count, model.size);
        assert.deepEqual(
          getU64(region, table.symbols, table.count).map((ref) => getString(region, ref)),
          [...model.keys()],
        );
        table.find(input, size, out);
        assert.deepEqual(getU32(region, out, size), expected);
        table.find({ data: putRefs(region, ["not there"]), index: 0, validity: 0 }, 1, out);
        assert.deepEqual(getU32(region, out, 1), [NO_SYMBOL]);
        // Merging into a table that has the last symbol already.
        const other = SymbolTable.create(region);
        const last = [...model.keys()].slice(-1);
        other.intern({ data: putRefs(region, last), index: 0, validity: 0 }, last.length, out);
        const remap = region.allocate(4 * table.count);
        other.merge(table.toData(), remap);
        table.release();
        const refs = region.allocate(8 * model.size);
        other.refs(remap, model.size, refs);
        assert.deepEqual(
          getU64(region, refs, model.size).map((ref) => getString(region, ref)),
          [...model.keys()],
        );
        region.freeAll();
      }
    });
  });
}

test("symbols of a table larger than the cache, in batches with NULLs", () => {
  onBothArenas((region) => {
    const [count, batch] = [60000, 9001];
    const table = SymbolTable.create(region);
    const draw = random(3);
    const model = new Map<string, number>();
    const out = region.allocate(4 * batch);
    for (let round = 0; round < 12; round++) {
      const strings = Array.from({ length: batch }, () => `${Math.floor(draw() * count)}:${"z".repeat(draw() * 9)}`);
      const valid = strings.map(() => (draw() < 0.9 ? 1 : 0));
      const data = putRefs(region, strings);
      const validity = putU8(region, valid);
      table.intern({ data, index: 0, validity }, batch, out);
      const expected = strings.map((text, row) => {
        if (valid[row] === 0) return NO_SYMBOL;
        const id = model.get(text) ?? model.size;
        model.set(text, id);
        return id;
      });
      assert.deepEqual(getU32(region, out, batch), expected);
      table.find({ data, index: 0, validity }, batch, out);
      assert.deepEqual(getU32(region, out, batch), expected);
    }
    assert.ok(model.size > 65536);
    assert.equal(table.count, model.size);
    table.find({ data: putRefs(region, ["none", ""]), index: 0, validity: 0 }, 2, out);
    assert.deepEqual(getU32(region, out, 2), [NO_SYMBOL, NO_SYMBOL]);
    region.freeAll();
  });
});
