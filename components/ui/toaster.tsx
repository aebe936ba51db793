"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toaster as Sonner } from "sonner";

import { Spinner } from "./spinner";

/** Where the toasts of `notify` appear; mounted once, in the root layout. */
export function Toaster() {
  const t = useTranslations("ui.toast");
  return (
    <Sonner
      position="bottom-right"
      containerAriaLabel={t("region")}
      mobileOffset={16}
      duration={6000}
      icons={{
        success: <CircleCheck className="text-ok" />,
        error: <CircleAlert className="text-danger" />,
        warning: <TriangleAlert className="text-warn" />,
        info: <Info className="text-accent" />,
        loading: <Spinner className="text-accent" />,
      }}
      toastOptions={{
        unstyled: true,
        closeButtonAriaLabel: t("close"),
        classNames: {
          toast: "flex w-full items-start gap-2 rounded-lg border border-line-strong bg-raised p-3 shadow-dialog font-sans md:w-[356px]",
          icon: "mt-0.5 flex size-4 shrink-0",
          content: "min-w-0 flex-1",
          title: "type-data font-medium text-strong",
          description: "type-meta text-muted",
          actionButton: "shrink-0 rounded-sm type-data font-medium text-accent hover:underline underline-offset-4",
          cancelButton: "shrink-0 type-data text-muted",
        },
      }}
    />
  );
}
