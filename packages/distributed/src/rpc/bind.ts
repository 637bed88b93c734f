// Services as a list of handlers over messages: what a server needs of them, whatever carries the calls. Here, and
// nowhere else, a server's plain data and messages change places.
import type { Message } from "@bufbuild/protobuf";
import type { MethodsOf, StreamMethod, UnaryMethod } from "./method.ts";
import { blobMethods, controlPlaneMethods, heartbeatMethods, shuffleMethods } from "./methods.ts";
import type { CallContext, Services } from "./services.ts";

export interface BoundUnary {
  readonly method: UnaryMethod<unknown, unknown>;
  readonly handle: (message: Message, context: CallContext) => Promise<Message>;
}

export interface BoundStream {
  readonly method: StreamMethod<unknown, unknown>;
  readonly handle: (message: Message, context: CallContext) => AsyncGenerator<Message>;
}

export interface Bound {
  readonly unary: readonly BoundUnary[];
  readonly streams: readonly BoundStream[];
}

/** All methods of the services that are there. */
export function bindServices({ controlPlane, heartbeat, blobs, shuffle }: Services): Bound {
  const bound: { readonly unary: BoundUnary[]; readonly streams: BoundStream[] } = { unary: [], streams: [] };
  bindService(controlPlaneMethods, controlPlane, bound);
  bindService(heartbeatMethods, heartbeat, bound);
  bindService(blobMethods, blobs, bound);
  bindService(shuffleMethods, shuffle, bound);
  return bound;
}

type Handler<Answer> = (request: unknown, context: CallContext) => Answer;

function bindService<Service extends object>(
  methods: MethodsOf<Service>,
  service: Service | undefined,
  into: { readonly unary: BoundUnary[]; readonly streams: BoundStream[] },
): void {
  if (service === undefined) return;
  const rows = Object.entries(methods) as readonly (readonly [string, AnyMethod])[];
  for (const [name, method] of rows) {
    const handler = (service[name as keyof Service] as Handler<never>).bind(service);
    if (method.kind === "unary") into.unary.push({ method, handle: unaryHandler(method, handler) });
    else into.streams.push({ method, handle: streamHandler(method, handler) });
  }
}

type AnyMethod = UnaryMethod<unknown, unknown> | StreamMethod<unknown, unknown>;

function unaryHandler(
  { request, response }: UnaryMethod<unknown, unknown>,
  handler: Handler<Promise<unknown>>,
): BoundUnary["handle"] {
  return async (message, context) => response.toMessage(await handler(request.fromMessage(message), context));
}

function streamHandler(
  { request, response }: StreamMethod<unknown, unknown>,
  handler: Handler<AsyncIterable<unknown>>,
): BoundStream["handle"] {
  return async function* (message, context) {
    for await (const answer of handler(request.fromMessage(message), context)) yield response.toMessage(answer);
  };
}
