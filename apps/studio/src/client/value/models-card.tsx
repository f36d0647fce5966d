import type { ModelCost } from "../../server/value-types.ts";
import { Card } from "../ui/card.tsx";
import { count } from "../ui/format.ts";
import { ScrollBox } from "../ui/scroll-box.tsx";
import style from "./value.module.css";
import { unitMoney } from "./value-labels.ts";

/** What language models were asked, and what that cost where their prices are set. */
export function ModelsCard({ models }: { readonly models: readonly ModelCost[] }) {
  return (
    <Card title="Language models" flush>
      {models.length === 0 ? (
        <p className={`muted ${style.pad}`}>No language model was asked in this month.</p>
      ) : (
        <ScrollBox className={style.table} label="Language models">
          <table>
            <thead>
              <tr>
                <th>Asked by</th>
                <th>Model</th>
                <th className="right">Questions</th>
                <th className="right">Tokens in</th>
                <th className="right">Tokens out</th>
                <th className="right">Cost</th>
              </tr>
            </thead>
            <tbody>
              {models.map(({ endpoint, model, questions, inputTokens, outputTokens, cost }) => (
                <tr key={`${endpoint} ${model}`}>
                  <td>{endpoint === null ? "The studio’s assistant" : `/v1/${endpoint}`}</td>
                  <td data-label="Model">{model}</td>
                  <td className="right" data-label="Questions">
                    {count(questions)}
                  </td>
                  <td className="right" data-label="Tokens in">
                    {count(inputTokens)}
                  </td>
                  <td className="right" data-label="Tokens out">
                    {count(outputTokens)}
                  </td>
                  <td className="right" data-label="Cost">
                    {cost === null ? "no price set" : unitMoney(cost.valueMinor, cost.currency)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {models.some(({ cost }) => cost === null) && (
        <p className={`small muted ${style.pad}`}>Whoever runs Aisle sets prices in AISLE_MODEL_PRICES.</p>
      )}
    </Card>
  );
}
