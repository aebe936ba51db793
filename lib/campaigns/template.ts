/** `{{name}}`, or `{{name|what to say when it is blank}}`. */
const PLACEHOLDER = /\{\{\s*([\p{L}_][\p{L}\p{N}_]*)\s*(?:\|([^{}]*))?\}\}/gu;

/** A placeholder that was begun and is none: a brace too few, a space in the name. */
const BROKEN = /\{\{|\}\}/;

export interface TemplateVariable {
  name: string;
  /** Has it a text for when it is blank? Then a recipient without it is not left out. */
  hasFallback: boolean;
}

/** What a message is made of: free text, or a template of Twilio's with texts for its variables. */
export type MessageTemplate = { message: string } | { contentSid: string; contentVariables: Record<string, string> };

/** The variables that a text uses, each once. One that is used both with and without a fallback needs a value. */
export function variablesOf(texts: string[]): TemplateVariable[] {
  const found = new Map<string, boolean>();
  for (const [, name, fallback] of texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)])) {
    found.set(name!, (found.get(name!) ?? true) && fallback !== undefined);
  }
  return [...found].map(([name, hasFallback]) => ({ name, hasFallback }));
}

/** Does the text hold braces that are no placeholder? They would reach people as they stand. */
export function isBroken(text: string): boolean {
  return BROKEN.test(text.replace(PLACEHOLDER, ""));
}

/** The text for one person. */
export function render(text: string, variables: Record<string, string>): string {
  return text.replace(PLACEHOLDER, (_, name: string, fallback: string | undefined) => variables[name] || (fallback ?? "").trim());
}

/** The texts of a template in which variables may stand. */
export function textsOf(template: MessageTemplate): string[] {
  return "message" in template ? [template.message] : Object.values(template.contentVariables);
}
