import { useTranslations } from "next-intl";

import { Mono } from "@/components/ui/mono";
import type { OpenApiDocument, Operation } from "@/lib/http/openapi-types";

import { CodeBlock } from "./code-block";
import { MethodBadge, OperationView } from "./operation-view";
import { SchemaView } from "./schema-view";

interface Entry {
  path: string;
  method: string;
  operation: Operation;
}

/** The whole API on one page: contents at the left, how to begin, then every operation by subject. */
export function ApiReference({ document }: { document: OpenApiDocument }) {
  const t = useTranslations("apiDocs");
  const entries = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  const groups = document.tags.map(({ name }) => ({ name, entries: entries.filter(({ operation }) => operation.tags.includes(name)) }));
  return (
    <div className="grid min-w-0 flex-1 grid-cols-1 content-start lg:grid-cols-[280px_minmax(0,1fr)] lg:content-stretch">
      <div className="border-line-hair bg-sunken max-lg:border-b lg:border-r">
        <Contents groups={groups} />
      </div>
      <div className="min-w-0">
        <Beginning document={document} />
        {groups.map((group) => (
          <section key={group.name} aria-labelledby={tagId(group.name)} className="border-t border-line-hair">
            <h2 id={tagId(group.name)} lang="en" className="scroll-mt-20 px-4 pt-6 pb-3 type-title font-semibold text-strong md:px-6">{group.name}</h2>
            {group.entries.map(({ path, method, operation }) => (
              <OperationView key={operation.operationId} path={path} method={method} operation={operation} components={document.components} />
            ))}
          </section>
        ))}
        <p className="border-t border-line-hair px-4 py-6 type-data text-muted md:px-6">{t("end")}</p>
      </div>
    </div>
  );
}

function Contents({ groups }: { groups: ReadonlyArray<{ name: string; entries: Entry[] }> }) {
  const t = useTranslations("apiDocs");
  return (
    <nav aria-label={t("contents")} className="lg:sticky lg:top-topbar lg:max-h-[calc(100dvh-var(--spacing-topbar))] lg:overflow-y-auto">
      {groups.map((group) => (
        <details key={group.name} className="border-line-hair px-4 not-first:border-t">
          <summary lang="en" className="flex h-row items-center justify-between type-data font-medium text-strong max-md:h-touch">
            {group.name}
            <span className="font-normal text-muted">{group.entries.length}</span>
          </summary>
          <ul className="pb-2">
            {group.entries.map(({ path, method, operation }) => (
              <li key={operation.operationId}>
                <a href={`#${operation.operationId}`} className="flex gap-2 rounded-sm py-1.5 hover:text-accent">
                  <MethodBadge method={method} />
                  <Mono className="type-meta">{path.replace(/^\/api/, "")}</Mono>
                </a>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </nav>
  );
}

const firstCall = `curl "$TANDA_URL/api/crm/limits" \\
  -H "Authorization: Bearer $TANDA_KEY"`;

const anError = JSON.stringify(
  { success: false, error: "rate_limit_exceeded", message: "Límite alcanzado: tienes 10 jobs pendientes (máximo 10)", request_id: "0c6f…", retry_after: 60, limit: { name: "max_pending_jobs", max: 10, used: 10 } },
  null,
  2,
);

function Beginning({ document }: { document: OpenApiDocument }) {
  const t = useTranslations("apiDocs");
  const { schemas } = document.components;
  return (
    <section aria-labelledby="begin" className="grid grid-cols-1 gap-4 px-4 py-5 md:px-6">
      <h2 id="begin" className="type-body font-semibold text-strong">{t("begin")}</h2>
      <p className="max-w-3xl type-data">{t("beginText")}</p>
      <CodeBlock text={firstCall} label={t("copyCurl", { name: "GET /api/crm/limits" })} />
      <h3 className="type-data font-medium text-strong">{t("errors")}</h3>
      <p className="max-w-3xl type-data">{t("errorsText")}</p>
      <CodeBlock text={anError} label={t("copyExample")} />
      {schemas.Error ? <SchemaView schema={schemas.Error} schemas={schemas} /> : null}
      <h3 className="type-data font-medium text-strong">{t("repeat")}</h3>
      <p className="max-w-3xl type-data">{t("repeatText")}</p>
    </section>
  );
}

function tagId(name: string): string {
  return `tag-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
}
