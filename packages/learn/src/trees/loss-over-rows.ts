import { binaryLoss, multiclassLoss } from "./classification-losses.ts";
import { lambdarankLoss } from "./lambdarank-loss.ts";
import type { LossData, LossOverRows, TreeLoss } from "./loss.ts";
import { absoluteLoss, quantileLoss, squaredLoss, tweedieLoss } from "./regression-losses.ts";

/** Binds a loss to data. Throws `RangeError` when the labels do not suit it. */
export function lossOverRows(loss: TreeLoss, data: LossData): LossOverRows {
  switch (loss.kind) {
    case "squared":
      return squaredLoss(data);
    case "absolute":
      return absoluteLoss(data);
    case "quantile":
      return quantileLoss(data, loss.quantile);
    case "tweedie":
      return tweedieLoss(data, loss.power);
    case "binary":
      return binaryLoss(data);
    case "multiclass":
      return multiclassLoss(data, loss.classes);
    case "lambdarank":
      return lambdarankLoss(data, loss.truncation);
  }
}
