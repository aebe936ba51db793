import { Lock } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** What the role may not see, inside the console: the menu stays. */
export default function ConsoleForbidden() {
  const t = useTranslations("common");
  return (
    <div className="flex flex-1 flex-col justify-center">
      <EmptyState
        heading="h1"
        icon={<Lock />}
        title={t("forbiddenTitle")}
        description={t("forbiddenDescription")}
        action={<Button asChild><Link href="/overview">{t("goHome")}</Link></Button>}
      />
    </div>
  );
}
