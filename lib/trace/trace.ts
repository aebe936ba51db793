export type Attributes = Record<string, string | number>;

export interface SpanOptions {
  name: string;
  /** A request that came, a task that was taken, or something asked of another system. */
  kind: "server" | "consumer" | "client";
  attributes?: Attributes;
  /** A `traceparent` that came from elsewhere. */
  parent?: string | null;
}

/** What start-tracing.ts makes of OpenTelemetry, where an endpoint is set. */
export interface Tracer {
  span<T>(options: SpanOptions, run: () => Promise<T>): Promise<T>;
  /** Begins a span that does not become the parent of any; what it answers ends it. */
  begin(options: SpanOptions): (failed: boolean) => void;
  traceparent(): string | null;
  stop(): Promise<void>;
}

// Next.js bundles each route apart: the tracer hangs on the process.
const shared = globalThis as typeof globalThis & { tandaTracer?: Tracer };

/** The process's tracer; undefined where nothing is traced. */
export function tracer(): Tracer | undefined {
  return shared.tandaTracer;
}

export function setTracer(next: Tracer | undefined): void {
  shared.tandaTracer = next;
}

/** Runs something as a span of its own, under the present one or the given parent; just runs it where nothing is traced. */
export function traced<T>(options: SpanOptions, run: () => Promise<T>): Promise<T> {
  return shared.tandaTracer ? shared.tandaTracer.span(options, run) : run();
}

/** The present span for whoever goes on with it elsewhere, as W3C Trace Context writes it; null where nothing is traced. */
export function traceparent(): string | null {
  return shared.tandaTracer?.traceparent() ?? null;
}

/** Keeps what was traced and ends. */
export async function stopTracing(): Promise<void> {
  const open = shared.tandaTracer;
  shared.tandaTracer = undefined;
  await open?.stop().catch(() => undefined);
}
