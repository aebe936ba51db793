import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";

import { SignOutButton } from "@/components/auth/sign-out-button";
import { EmptyState } from "@/components/ui/empty-state";

/** A role that works elsewhere than in the console. */
export default function Forbidden() {
  const t = useTranslations("common");
  return (
    <main className="flex min-h-[60dvh] flex-col justify-center">
      <EmptyState heading="h1" icon={<Lock />} title={t("forbiddenTitle")} description={t("forbiddenDescription")} action={<SignOutButton />} />
    </main>
  );
}
