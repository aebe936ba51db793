import { FileUp, Layers, Megaphone, RouterIcon, Undo2 } from "lucide-react";
import type { ReactNode } from "react";

import type { Job } from "@/lib/jobs/schemas";

const icons: Record<Job["kind"], ReactNode> = {
  bulk_status: <Layers aria-hidden />,
  lead_undo: <Undo2 aria-hidden />,
  lead_import: <FileUp aria-hidden />,
  wispro_sync: <RouterIcon aria-hidden />,
  contact_import: <FileUp aria-hidden />,
  campaign: <Megaphone aria-hidden />,
};

/** What kind of work it is; the kind's name always stands in words too. */
export function JobIcon({ kind }: { kind: Job["kind"] }) {
  return <span className="flex text-muted">{icons[kind]}</span>;
}
