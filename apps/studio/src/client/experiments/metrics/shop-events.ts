/** Names of events that a metric may be of, as the e-commerce spec has them. */
export const shopEvents = [
  "Products Searched",
  "Product List Viewed",
  "Product Clicked",
  "Product Viewed",
  "Product Added",
  "Checkout Started",
  "Order Completed",
  "Order Refunded",
];
