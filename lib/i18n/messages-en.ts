import alerts from "@/messages/en/alerts.json";
import apiDocs from "@/messages/en/apiDocs.json";
import auth from "@/messages/en/auth.json";
import campaigns from "@/messages/en/campaigns.json";
import common from "@/messages/en/common.json";
import jobs from "@/messages/en/jobs.json";
import leads from "@/messages/en/leads.json";
import nav from "@/messages/en/nav.json";
import overview from "@/messages/en/overview.json";
import performance from "@/messages/en/performance.json";
import settings from "@/messages/en/settings.json";
import shell from "@/messages/en/shell.json";
import ui from "@/messages/en/ui.json";
import users from "@/messages/en/users.json";
import whatsapp from "@/messages/en/whatsapp.json";
import wispro from "@/messages/en/wispro.json";

/** Every text of the console in English, a file a room. */
export const messages = { alerts, apiDocs, auth, campaigns, common, jobs, leads, nav, overview, performance, settings, shell, ui, users, whatsapp, wispro };
