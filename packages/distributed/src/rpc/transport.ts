// The port that carries calls, and the clients over it. Connect carries them in production (connect-transport.ts),
// a carrier of bytes in tests and in the simulation (carrier.ts); deadlines and retries are wrappers around either.

import type { MethodsOf, StreamMethod, UnaryMethod } from "./method.ts";
import { blobMethods, controlPlaneMethods, heartbeatMethods, shuffleMethods } from "./methods.ts";
import type { BlobService, CallContext, ControlPlane, HeartbeatService, ShuffleService } from "./services.ts";

export interface CallOptions {
  /** Ends the call: CANCELLED. */
  readonly signal?: AbortSignal;
  /** In place of the method's. */
  readonly timeoutMs?: number;
}

/** Every error is an FfqError: the handler's own, or IO when there was no answer. */
export interface Transport {
  unary<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: CallOptions,
  ): Promise<Response>;
  stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    request: Request,
    options: CallOptions,
  ): AsyncIterable<Response>;
}

/** A service as its callers have it. */
export type ClientOf<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (request: infer Request, context: CallContext) => infer Answer
    ? (request: Request, options?: CallOptions) => Answer
    : never;
};

/** All services of a coordinator. */
export interface CoordinatorClient {
  readonly controlPlane: ClientOf<ControlPlane>;
  readonly heartbeat: ClientOf<HeartbeatService>;
  readonly blobs: ClientOf<BlobService>;
  readonly shuffle: ClientOf<ShuffleService>;
}

export function coordinatorClient(transport: Transport): CoordinatorClient {
  return {
    controlPlane: clientOf(controlPlaneMethods, transport),
    heartbeat: clientOf(heartbeatMethods, transport),
    blobs: clientOf(blobMethods, transport),
    shuffle: clientOf(shuffleMethods, transport),
  };
}

type AnyMethod = UnaryMethod<unknown, unknown> | StreamMethod<unknown, unknown>;

function clientOf<Service>(methods: MethodsOf<Service>, transport: Transport): ClientOf<Service> {
  const rows = Object.entries(methods) as readonly (readonly [string, AnyMethod])[];
  const functions = rows.map(([name, method]) => [
    name,
    method.kind === "unary"
      ? (request: unknown, options: CallOptions = {}) => transport.unary(method, request, options)
      : (request: unknown, options: CallOptions = {}) => transport.stream(method, request, options),
  ]);
  return Object.fromEntries(functions) as ClientOf<Service>;
}
