import { FileJson, PanelsTopLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";

import { ApiReference } from "@/components/api-docs/api-reference";
import { Logo } from "@/components/shell/logo";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import generated from "@/lib/http/openapi.generated.json";
import type { OpenApiDocument } from "@/lib/http/openapi-types";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("apiDocs"))("title") };
}

/** The API's documentation, made of the document that `/api/openapi.json` serves; nothing comes from another host. */
export default async function ApiDocsPage() {
  const t = await getTranslations("apiDocs");
  const document = generated as unknown as OpenApiDocument;
  const count = Object.values(document.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-30 flex h-topbar items-center justify-between gap-3 border-b border-line-hair bg-canvas px-4 max-md:h-14 md:px-6">
        <Logo />
        <Button asChild variant="ghost" size="compact" icon={<PanelsTopLeft aria-hidden />}><Link href="/overview">{t("console")}</Link></Button>
      </header>
      <main id="main" className="flex min-w-0 flex-1 flex-col">
        <PageHeader
          title={t("title")}
          subtitle={t("subtitle", { count })}
          actions={<Button asChild icon={<FileJson aria-hidden />}><a href="/api/openapi.json">openapi.json</a></Button>}
        />
        <ApiReference document={document} />
      </main>
    </div>
  );
}
