import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** What does not exist, inside the console: the menu stays. */
export default function ConsoleNotFound() {
  const t = useTranslations("common");
  return (
    <div className="flex flex-1 flex-col justify-center">
      <EmptyState
        heading="h1"
        icon={<Compass />}
        title={t("notFoundTitle")}
        description={t("notFoundDescription")}
        action={<Button asChild><Link href="/overview">{t("goHome")}</Link></Button>}
      />
    </div>
  );
}
