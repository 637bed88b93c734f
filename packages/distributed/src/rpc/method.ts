// A call as data: its descriptor, the codecs of its request and answer, how long it may take. Client, server and
// the in-memory carrier are each written once over these rows.
import type { DescMethodServerStreaming, DescMethodUnary } from "@bufbuild/protobuf";
import type { Codec } from "../wire/codec.ts";
import type { CallContext } from "./services.ts";

interface MethodInfo<Request, Response> {
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
  /** Of a unary call: its deadline. Of a stream: the longest silence. A call may say otherwise. */
  readonly timeoutMs: number;
  /** It waits for something to happen: many may be open, and being open is no load. */
  readonly waits: boolean;
}

export interface UnaryMethod<Request, Response> extends MethodInfo<Request, Response> {
  readonly kind: "unary";
  readonly desc: DescMethodUnary;
}

export interface StreamMethod<Request, Response> extends MethodInfo<Request, Response> {
  readonly kind: "stream";
  readonly desc: DescMethodServerStreaming;
}

/** The rows of a service: one for each of its functions. */
export type MethodsOf<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (request: infer Request, context: CallContext) => infer Answer
    ? Answer extends Promise<infer Response>
      ? UnaryMethod<Request, Response>
      : Answer extends AsyncIterable<infer Response>
        ? StreamMethod<Request, Response>
        : never
    : never;
};

/** The address of a method below a server's URL. */
export function pathOf({ desc }: { readonly desc: DescMethodUnary | DescMethodServerStreaming }): string {
  return `/${desc.parent.typeName}/${desc.name}`;
}
