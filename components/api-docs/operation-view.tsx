import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Mono } from "@/components/ui/mono";
import type { OpenApiDocument, Operation, Response } from "@/lib/http/openapi-types";

import { CodeBlock } from "./code-block";
import { curlFor } from "./curl";
import { PropertyLine, SchemaView } from "./schema-view";

export interface OperationViewProps {
  method: string;
  path: string;
  operation: Operation;
  components: OpenApiDocument["components"];
}

/** One method of one path: who may, what to send, what comes back, and a command that does it. */
export function OperationView({ method, path, operation, components }: OperationViewProps) {
  const t = useTranslations("apiDocs");
  const { parameters = [], requestBody, summary, description, operationId } = operation;
  const [bodyType, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return (
    <details className="group border-t border-line-hair">
      <summary className="flex min-h-row-two gap-3 px-4 py-2.5 hover:bg-hover md:px-6">
        <ChevronRight aria-hidden className="mt-0.5 text-muted transition-transform group-open:rotate-90" />
        <div className="min-w-0">
          <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <MethodBadge method={method} />
            <Mono className="type-body font-medium text-strong">{path}</Mono>
          </h3>
          <p lang="en" className="mt-0.5 type-data">{summary}</p>
        </div>
      </summary>
      {/* A link to what is inside a closed details opens it. */}
      <div id={operationId} className="grid scroll-mt-32 grid-cols-1 gap-4 px-4 pb-5 md:pr-6 md:pl-13">
        {description ? <p lang="en" className="type-data text-muted">{description}</p> : null}
        <CodeBlock text={curlFor(method, path, operation)} label={t("copyCurl", { name: `${method.toUpperCase()} ${path}` })} />
        {parameters.length > 0 ? (
          <Block title={t("parameters")}>
            {parameters.map((each) => (
              <div key={`${each.in} ${each.name}`} className="border-line-hair py-1.5 not-first:border-t">
                <PropertyLine name={each.name} schema={each.schema} required={each.required} place={t(`places.${each.in}`)} description={each.description} />
              </div>
            ))}
          </Block>
        ) : null}
        {body && bodyType ? (
          <Block title={t("body")} note={bodyType}>
            {requestBody?.description ? <p lang="en" className="mb-1 type-data">{requestBody.description}</p> : null}
            <SchemaView schema={body.schema} schemas={components.schemas} />
          </Block>
        ) : null}
        <Block title={t("responses")}>
          {Object.entries(operation.responses).map(([status, response]) => (
            <ResponseView key={status} status={status} response={"$ref" in response ? components.responses[status] : response} components={components} />
          ))}
        </Block>
      </div>
    </details>
  );
}

/** GET, POST: a word, its colour says nothing. */
export function MethodBadge({ method }: { method: string }) {
  return <span className="inline-flex h-5 items-center rounded-sm bg-hover px-1.5 font-mono type-axis font-medium text-strong">{method.toUpperCase()}</span>;
}

function Block({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <div>
      <h4 className="mb-1 type-data font-medium text-strong">
        {title}
        {note ? <Mono className="ml-2 font-normal text-muted">{note}</Mono> : null}
      </h4>
      {children}
    </div>
  );
}

function ResponseView({ status, response, components }: { status: string; response: Response | undefined; components: OpenApiDocument["components"] }) {
  const t = useTranslations("apiDocs");
  if (!response) return null;
  const [type, content] = Object.entries(response.content ?? {})[0] ?? [];
  const line = (
    <>
      <Mono className="font-medium text-strong">{status}</Mono>
      <span lang="en" className="min-w-0 text-base">{response.description.replaceAll("`", "")}</span>
    </>
  );
  const isError = Number(status) >= 400;
  if (!content || isError) return <p className="flex gap-2 border-t border-line-hair py-1.5 type-data">{line}</p>;
  return (
    <details className="border-t border-line-hair">
      <summary className="flex flex-wrap gap-2 py-1.5 type-data marker:content-none">
        {line}
        <span className="ml-auto text-accent">{t("fields", { type: type ?? "" })}</span>
      </summary>
      <div className="pb-3 pl-4">
        <SchemaView schema={content.schema} schemas={components.schemas} />
        {content.example === undefined ? null : (
          <div className="mt-2"><CodeBlock text={JSON.stringify(content.example, null, 2)} label={t("copyExample")} /></div>
        )}
      </div>
    </details>
  );
}
