// Changes to Parquet files: some that leave their meaning as it is, others that damage them where readers look. Each is
// a row of a table; one seed decides everything.
import type { Random } from "../random.ts";
import { type ChunkPart, CODECS, type FileParts, joinFile, type PagePart, splitFile } from "./file-parts.ts";
import { isReadApart } from "./read-apart.ts";
import {
  dropField,
  listOf,
  numberOf,
  readStruct,
  setNumber,
  structOf,
  type ThriftStruct,
  type ThriftValue,
  valuesIn,
  writeStruct,
} from "./thrift-value.ts";

/** Changes the parts; false when there was nothing to change. */
type Change = (random: Random, parts: FileParts) => boolean;

interface Mutation {
  readonly name: string;
  readonly change: Change;
}

export interface Mutant {
  readonly bytes: Uint8Array;
  readonly names: readonly string[];
  /** The rows are still the same. */
  readonly isSame: boolean;
  readonly isReadApart: boolean;
}

/** One file made of another. */
export function mutate(random: Random, base: Uint8Array): Mutant {
  const isSame = random.chance(15);
  const table = isSame ? preserving : damaging;
  const parts = splitFile(base);
  const names: string[] = [];
  for (const mutation of random.times(1, isSame ? 3 : 2, () => random.of(table))) {
    if (mutation.change(random, parts)) names.push(mutation.name);
  }
  const bytes = joinFile(parts);
  const headers = pagesOf(parts).map(({ header }) => header);
  const made = { names, isSame, isReadApart: isReadApart(parts.footer, headers) };
  if (isSame || random.chance(75)) return { bytes, ...made };
  const mutation = random.of(raw);
  return { ...made, bytes: mutation.change(random, bytes), names: [...names, mutation.name], isSame: false };
}

const preserving: readonly Mutation[] = [
  {
    name: "another codec",
    change: (random, parts) => {
      for (const chunk of chunksOf(parts)) if (random.chance(50)) chunk.codec = random.of(CODECS);
      return true;
    },
  },
  {
    name: "no statistics",
    change: (_, parts) => {
      for (const meta of metasOf(parts)) dropField(meta, 12);
      return true;
    },
  },
  {
    name: "no indexes",
    change: (_, parts) => {
      for (const chunk of chunksOf(parts)) chunk.indexes = [];
      for (const group of groupsOf(parts)) {
        for (const chunk of columnsOf(group)) for (const id of [4, 5, 6, 7]) dropField(chunk, id);
      }
      for (const meta of metasOf(parts)) for (const id of [14, 15]) dropField(meta, id);
      return true;
    },
  },
  {
    name: "fields that nobody knows",
    change: (random, parts) => {
      const value: ThriftValue = random.of<() => ThriftValue>([
        () => ({ kind: "integer", type: 6, value: -5n }),
        () => ({ kind: "binary", value: Uint8Array.of(1, 2, 3) }),
        () => ({ kind: "list", elementType: 12, items: [{ kind: "struct", fields: [] }] }),
        () => ({ kind: "struct", fields: [{ id: 300, value: { kind: "boolean", value: true } }] }),
      ])();
      for (const struct of [parts.footer, ...metasOf(parts), ...pagesOf(parts).map(({ header }) => header)]) {
        if (random.chance(30)) struct.fields.push({ id: 900 + random.below(100), value });
      }
      return true;
    },
  },
  {
    name: "checksums",
    change: (_, parts) => {
      for (const { header } of pagesOf(parts)) setNumber(header, 4, 5, 0); // Made right when the file is put together.
      return true;
    },
  },
];

const damaging: readonly Mutation[] = [
  { name: "a number of the footer", change: (random, { footer }) => changeNumber(random, footer) },
  {
    name: "a number of a page header",
    change: (random, parts) => onPage(random, parts, ({ header }) => changeNumber(random, header)),
  },
  { name: "the footer's shape", change: (random, { footer }) => changeShape(random, footer) },
  {
    name: "a page header's shape",
    change: (random, parts) => onPage(random, parts, ({ header }) => changeShape(random, header)),
  },
  {
    name: "bytes of a page",
    change: (random, parts) =>
      onPage(random, parts, (page) => {
        if (page.body.length === 0) return false;
        page.body = changeBytes(random, page.body);
        return true;
      }),
  },
  {
    name: "the first bytes of a page",
    change: (random, parts) =>
      onPage(random, parts, (page) => {
        if (page.body.length === 0) return false;
        page.body = Uint8Array.from(page.body);
        page.body[random.below(Math.min(12, page.body.length))] = random.below(256);
        return true;
      }),
  },
  {
    name: "levels of a V2 page",
    change: (random, parts) =>
      onPage(random, parts, (page) => {
        if (page.levels.length === 0) return false;
        page.levels = changeBytes(random, page.levels);
        return true;
      }),
  },
  {
    name: "the length of a page",
    change: (random, parts) =>
      onPage(random, parts, (page) => {
        const length = random.chance(50) ? random.below(page.body.length + 1) : page.body.length + 1 + random.below(20);
        const body = new Uint8Array(length);
        body.set(page.body.subarray(0, length));
        page.body = body;
        return true;
      }),
  },
  {
    name: "an encoding",
    change: (random, parts) =>
      onPage(random, parts, ({ header }) => {
        const data = structOf(header, 5);
        const encoding = random.of([0, 2, 3, 4, 5, 6, 7, 8, 9, 77]);
        if (data !== undefined) setNumber(data, 2, 5, encoding);
        const v2 = structOf(header, 8);
        if (v2 !== undefined) setNumber(v2, 4, 5, encoding);
        return data !== undefined || v2 !== undefined;
      }),
  },
  {
    name: "pages in another order",
    change: (random, parts) => {
      const { pages } = random.of(chunksOf(parts));
      if (pages.length < 2) return false;
      const [left, right] = [random.below(pages.length), random.below(pages.length)];
      [pages[left], pages[right]] = [pages[right] as PagePart, pages[left] as PagePart];
      return left !== right;
    },
  },
  {
    name: "a page twice or not at all",
    change: (random, parts) => {
      const { pages } = random.of(chunksOf(parts));
      if (pages.length === 0) return false;
      const at = random.below(pages.length);
      if (random.chance(50)) pages.splice(at, 1);
      else pages.splice(at, 0, pages[at] as PagePart);
      return true;
    },
  },
  {
    name: "a page of another column",
    change: (random, parts) => {
      const [from, to] = [random.of(chunksOf(parts)), random.of(chunksOf(parts))];
      const page = random.of(from.pages);
      if (page === undefined || to.pages.length === 0) return false;
      to.pages[random.below(to.pages.length)] = structuredClone(page);
      return from !== to;
    },
  },
  {
    name: "a codec that the pages do not have",
    change: (random, { footer }) => {
      const meta = random.of(valuesIn(footer).filter(isMeta));
      if (meta === undefined) return false;
      setNumber(meta, 4, 5, random.below(9));
      return true;
    },
  },
  {
    name: "an index",
    change: (random, parts) => {
      const index = random.of(chunksOf(parts).flatMap(({ indexes }) => indexes));
      if (index === undefined || index.bytes.length === 0) return false;
      if (index.kind === "bloom" || random.chance(40)) {
        index.bytes = changeBytes(random, index.bytes);
        return true;
      }
      try {
        const { struct } = readStruct(index.bytes, 0);
        const isChanged = changeNumber(random, struct) || changeShape(random, struct);
        index.bytes = writeStruct(struct);
        return isChanged;
      } catch {
        return false; // Changed before: not an index any more.
      }
    },
  },
];

const raw: readonly { readonly name: string; readonly change: (random: Random, bytes: Uint8Array) => Uint8Array }[] = [
  { name: "bytes of the file", change: changeBytes },
  { name: "the file cut off", change: (random, bytes) => bytes.subarray(0, random.below(bytes.length)) },
  {
    name: "bytes of the footer",
    change: (random, bytes) => {
      const changed = Uint8Array.from(bytes);
      changed[bytes.length - 1 - random.below(Math.min(bytes.length, 400))] = random.below(256);
      return changed;
    },
  },
  {
    name: "bytes left out",
    change: (random, bytes) => {
      const at = random.below(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))]);
    },
  },
];

const EXTREMES = [0n, 1n, -1n, 2n, 127n, 128n, 255n, 65535n, 0x7fffffffn, -0x80000000n, 1n << 40n, (1n << 63n) - 1n];

function changeNumber(random: Random, struct: ThriftStruct): boolean {
  const numbers = valuesIn(struct).filter((value) => value.kind === "integer" || value.kind === "boolean");
  const value = random.of(numbers);
  if (value === undefined) return false;
  if (value.kind === "boolean") value.value = !value.value;
  else if (value.kind === "integer") {
    value.value = random.chance(50) ? random.of(EXTREMES) : value.value + BigInt(random.below(9) - 4);
  }
  return true;
}

function changeShape(random: Random, struct: ThriftStruct): boolean {
  const value = random.of(valuesIn(struct));
  switch (value?.kind) {
    case "struct": {
      if (value.fields.length === 0) return false;
      const at = random.below(value.fields.length);
      const field = value.fields[at] as (typeof value.fields)[number];
      random.of([
        () => value.fields.splice(at, 1),
        () => value.fields.splice(at, 0, structuredClone(field)),
        () => {
          field.id = 1 + random.below(16);
        },
      ])();
      return true;
    }
    case "list":
      if (value.items.length === 0) return false;
      if (random.chance(50)) value.items.splice(random.below(value.items.length), 1);
      else value.items.push(structuredClone(random.of(value.items)));
      return true;
    case "binary":
      value.value = random.chance(50) ? value.value.subarray(1) : Buffer.concat([value.value, Uint8Array.of(0xff)]);
      return true;
    default:
      return false;
  }
}

function changeBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = random.below(bytes.length);
  const length = random.chance(60) ? 1 : 1 + random.below(Math.min(40, bytes.length - at));
  const fill = random.of([
    () => 0,
    () => 255,
    () => random.below(256),
    (byte: number) => byte ^ (1 << random.below(8)),
  ]);
  for (let position = at; position < at + length; position++) changed[position] = fill(changed[position] as number);
  return changed;
}

function chunksOf({ chunks }: FileParts): readonly ChunkPart[] {
  return chunks.flat();
}

function pagesOf(parts: FileParts): readonly PagePart[] {
  return chunksOf(parts).flatMap(({ pages }) => pages);
}

function onPage(random: Random, parts: FileParts, change: (page: PagePart) => boolean): boolean {
  const page = random.of(pagesOf(parts));
  return page !== undefined && change(page);
}

function groupsOf({ footer }: FileParts): readonly ThriftStruct[] {
  return listOf(footer, 4).filter((item): item is ThriftStruct => item.kind === "struct");
}

function columnsOf(group: ThriftStruct): readonly ThriftStruct[] {
  return listOf(group, 1).filter((item): item is ThriftStruct => item.kind === "struct");
}

function metasOf(parts: FileParts): readonly ThriftStruct[] {
  return groupsOf(parts).flatMap((group) => columnsOf(group).map((chunk) => structOf(chunk, 3) as ThriftStruct));
}

/** A column chunk's metadata: they name a codec and a place. */
function isMeta(value: ThriftValue): value is ThriftStruct {
  return value.kind === "struct" && numberOf(value, 9) !== undefined && numberOf(value, 4) !== undefined;
}
