// Requests and answers about bytes on their way: blobs of tables, and where map outputs are.
import { create } from "@bufbuild/protobuf";
import { StageId } from "@ffq/core/physical";
import {
  GetBlobRequestSchema,
  GetBlobResponseSchema,
  PutBlobRequestSchema,
  PutBlobResponseSchema,
} from "../gen/ffq/control/v1/blob_pb.ts";
import {
  GetMapOutputsRequestSchema,
  GetMapOutputsResponseSchema,
  MapOutputSchema,
  RegisterMapOutputRequestSchema,
  RegisterMapOutputResponseSchema,
} from "../gen/ffq/shuffle/v1/shuffle_pb.ts";
import { type Codec, present, readCount, writeCount } from "./codec.ts";
import type {
  GetBlobRequest,
  GetBlobResponse,
  GetMapOutputsRequest,
  GetMapOutputsResponse,
  PutBlobRequest,
  PutBlobResponse,
  RegisterMapOutputRequest,
  RegisterMapOutputResponse,
} from "./messages.ts";
import { bytesOf, readHash } from "./query.ts";
import { heldOutputCodec, readOutputPlace, readQueryId, readWorkerId, writeOutputPlace } from "./task.ts";

export const putBlobRequestCodec: Codec<PutBlobRequest, typeof PutBlobRequestSchema> = {
  schema: PutBlobRequestSchema,
  toMessage: ({ hash, bytes, offset, chunk }) =>
    create(PutBlobRequestSchema, {
      hash,
      bytes: writeCount(bytes, "a blob's bytes"),
      offset: writeCount(offset, "an offset"),
      chunk: bytesOf(chunk),
    }),
  fromMessage: ({ hash, bytes, offset, chunk }) => ({
    hash: readHash(hash),
    bytes: readCount(bytes, "a blob's bytes"),
    offset: readCount(offset, "an offset"),
    chunk,
  }),
};

export const putBlobResponseCodec: Codec<PutBlobResponse, typeof PutBlobResponseSchema> = {
  schema: PutBlobResponseSchema,
  toMessage: ({ received }) => create(PutBlobResponseSchema, { received: writeCount(received, "bytes") }),
  fromMessage: ({ received }) => ({ received: readCount(received, "bytes") }),
};

export const getBlobRequestCodec: Codec<GetBlobRequest, typeof GetBlobRequestSchema> = {
  schema: GetBlobRequestSchema,
  toMessage: ({ hash, offset }) => create(GetBlobRequestSchema, { hash, offset: writeCount(offset, "an offset") }),
  fromMessage: ({ hash, offset }) => ({ hash: readHash(hash), offset: readCount(offset, "an offset") }),
};

export const getBlobResponseCodec: Codec<GetBlobResponse, typeof GetBlobResponseSchema> = {
  schema: GetBlobResponseSchema,
  toMessage: ({ bytes, offset, chunk }) =>
    create(GetBlobResponseSchema, {
      bytes: writeCount(bytes, "a blob's bytes"),
      offset: writeCount(offset, "an offset"),
      chunk: bytesOf(chunk),
    }),
  fromMessage: ({ bytes, offset, chunk }) => ({
    bytes: readCount(bytes, "a blob's bytes"),
    offset: readCount(offset, "an offset"),
    chunk,
  }),
};

export const registerMapOutputRequestCodec: Codec<RegisterMapOutputRequest, typeof RegisterMapOutputRequestSchema> = {
  schema: RegisterMapOutputRequestSchema,
  toMessage: ({ worker, outputs, endpoint }) => {
    const [output, ...further] = outputs.map((each) => heldOutputCodec.toMessage(each));
    const first = present(output, "an output");
    return create(RegisterMapOutputRequestSchema, { workerId: worker, output: first, further, endpoint });
  },
  fromMessage: ({ workerId, output, further, endpoint }) => ({
    worker: readWorkerId(workerId),
    outputs: [present(output, "an output"), ...further].map((each) => heldOutputCodec.fromMessage(each)),
    endpoint,
  }),
};

export const registerMapOutputResponseCodec: Codec<RegisterMapOutputResponse, typeof RegisterMapOutputResponseSchema> =
  {
    schema: RegisterMapOutputResponseSchema,
    toMessage: ({ accepted: [accepted = false, ...furtherAccepted] }) =>
      create(RegisterMapOutputResponseSchema, { accepted, furtherAccepted }),
    fromMessage: ({ accepted, furtherAccepted }) => ({ accepted: [accepted, ...furtherAccepted] }),
  };

export const getMapOutputsRequestCodec: Codec<GetMapOutputsRequest, typeof GetMapOutputsRequestSchema> = {
  schema: GetMapOutputsRequestSchema,
  toMessage: ({ query, stage, partition }) => create(GetMapOutputsRequestSchema, { queryId: query, stage, partition }),
  fromMessage: ({ queryId, stage, partition }) => ({ query: readQueryId(queryId), stage: StageId(stage), partition }),
};

export const getMapOutputsResponseCodec: Codec<GetMapOutputsResponse, typeof GetMapOutputsResponseSchema> = {
  schema: GetMapOutputsResponseSchema,
  toMessage: ({ complete, outputs }) =>
    create(GetMapOutputsResponseSchema, {
      complete,
      outputs: outputs.map((output) => create(MapOutputSchema, writeOutputPlace(output))),
    }),
  fromMessage: ({ complete, outputs }) => ({
    complete,
    outputs: outputs.map(readOutputPlace),
  }),
};
