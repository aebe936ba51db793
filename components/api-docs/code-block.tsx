import { CopyButton } from "@/components/ui/copy-button";

/** Text to be copied: a command, an example. It scrolls inside itself, also by keyboard. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative rounded-md border border-line-hair bg-sunken">
      <pre tabIndex={0} role="group" aria-label={label} className="overflow-x-auto py-2 pr-10 pl-3 font-mono type-meta text-strong">{text}</pre>
      <span className="absolute top-1 right-1 rounded-md bg-sunken"><CopyButton text={text} label={label} /></span>
    </div>
  );
}
