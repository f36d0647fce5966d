import style from "./data-previews.module.css";

const who = { user: "Shopper", assistant: "Assistant", system: "Instructions" } as const;

/** The end of a conversation, who said what. */
export function MessageList({
  messages,
  maxItems = 30,
}: {
  readonly messages: readonly { readonly role: keyof typeof who; readonly content: string }[];
  readonly maxItems?: number;
}) {
  const shown = messages.slice(-maxItems).map((message, at) => ({ ...message, key: `${at}-${message.role}` }));
  return (
    <ul className={style.messages}>
      {shown.map(({ role, content, key }) => (
        <li key={key} className={role === "assistant" ? style.assistant : ""}>
          <b>{who[role]}</b>
          <p>{content}</p>
        </li>
      ))}
    </ul>
  );
}
