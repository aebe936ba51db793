import { setTracer, type SpanOptions, type Tracer } from "./trace";

const MAX_STATEMENT = 2_000;

/**
 * Sends traces by OTLP over HTTP where OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set; OpenTelemetry is loaded only then. The exporter
 * reads those and its other settings (headers, timeout, sampling) from the environment by their standard names.
 */
export async function startTracing(service: string): Promise<void> {
  if (!process.env.OTEL_EXPORTER_OTLP_ENDPOINT && !process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) return;
  setTracer(await openTracer(process.env.OTEL_SERVICE_NAME ?? `tanda-${service}`));
}

async function openTracer(service: string): Promise<Tracer> {
  const [{ context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace }, { BasicTracerProvider, BatchSpanProcessor }, { AsyncLocalStorageContextManager }, { OTLPTraceExporter }, { resourceFromAttributes }, { W3CTraceContextPropagator }] =
    await Promise.all([
      import("@opentelemetry/api"), import("@opentelemetry/sdk-trace-base"), import("@opentelemetry/context-async-hooks"),
      import("@opentelemetry/exporter-trace-otlp-http"), import("@opentelemetry/resources"), import("@opentelemetry/core"),
    ]);
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const spans = provider.getTracer("tanda");
  const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT };
  const start = ({ name, kind, attributes, parent }: SpanOptions) => {
    const under = parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : context.active();
    return { under, span: spans.startSpan(name.slice(0, MAX_STATEMENT), { kind: kinds[kind], attributes }, under) };
  };
  return {
    async span(options, run) {
      const { under, span } = start(options);
      try {
        const result = await context.with(trace.setSpan(under, span), run);
        if (result instanceof Response) {
          span.setAttribute("http.response.status_code", result.status);
          if (result.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        }
        return result;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    begin(options) {
      const { span } = start(options);
      return (failed) => {
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      };
    },
    traceparent() {
      const carrier: { traceparent?: string } = {};
      propagation.inject(context.active(), carrier);
      return carrier.traceparent ?? null;
    },
    stop: () => provider.shutdown(),
  };
}
