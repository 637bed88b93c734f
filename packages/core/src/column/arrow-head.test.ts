// Heads as Arrow itself writes and reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BufferRegion, FieldNode, Message, RecordBatch } from "apache-arrow/ipc/metadata/message";
import { readBatchHead, writeBatchHead } from "./arrow-head.ts";

const heads = [
  { rows: 0, bodyLength: 0, nodes: [], buffers: [] },
  { rows: 7, bodyLength: 32, nodes: [{ length: 7, nullCount: 2 }], buffers: [{ offset: 0, length: 1 }] },
  {
    rows: 3_000_000,
    bodyLength: 2 ** 33,
    nodes: Array.from({ length: 5 }, (_, at) => ({ length: 3_000_000, nullCount: at })),
    buffers: Array.from({ length: 12 }, (_, at) => ({ offset: at * 2 ** 29, length: at })),
  },
];

for (const head of heads) {
  test(`${head.nodes.length} columns, ${head.buffers.length} buffers: Arrow reads what is written`, () => {
    const bytes = writeBatchHead(head);
    assert.equal(bytes.length % 8, 0);
    const message = Message.decode(bytes);
    assert.ok(message.isRecordBatch());
    assert.equal(message.version, 4);
    assert.equal(Number(message.bodyLength), head.bodyLength);
    const batch = message.header() as RecordBatch;
    assert.equal(Number(batch.length), head.rows);
    assert.deepEqual(
      batch.nodes.map(({ length, nullCount }) => ({ length: Number(length), nullCount: Number(nullCount) })),
      head.nodes,
    );
    assert.deepEqual(
      batch.buffers.map(({ offset, length }) => ({ offset: Number(offset), length: Number(length) })),
      head.buffers,
    );
  });

  test(`${head.nodes.length} columns, ${head.buffers.length} buffers: what Arrow writes is read`, () => {
    const nodes = head.nodes.map(({ length, nullCount }) => new FieldNode(length, nullCount));
    const regions = head.buffers.map(({ offset, length }) => new BufferRegion(offset, length));
    const written = Message.encode(Message.from(new RecordBatch(head.rows, nodes, regions, null), head.bodyLength));
    const expected = { ...head, isCompressed: false };
    for (const bytes of [written, writeBatchHead(head)]) {
      assert.deepEqual(readBatchHead(bytes, nodes.length, regions.length), expected);
    }
  });
}
