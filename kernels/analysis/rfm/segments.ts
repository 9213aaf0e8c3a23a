/** A segment of customers, and what a shop would do about it. */
export interface Segment {
  readonly name: string;
  readonly meaning: string;
  readonly advice: string;
}

/** All segments, the most valuable first. */
export const segments: readonly Segment[] = [
  {
    name: "Champions",
    meaning: "bought lately and often",
    advice: "Thank them, ask for reviews, offer new products first.",
  },
  {
    name: "Loyal Customers",
    meaning: "buy often",
    advice: "Offer a loyalty programme and products of higher value.",
  },
  {
    name: "Potential Loyalists",
    meaning: "bought lately, more than once",
    advice: "Recommend related products; invite them into the loyalty programme.",
  },
  {
    name: "New Customers",
    meaning: "bought for the first time, very lately",
    advice: "Help them get started; make the second purchase easy.",
  },
  {
    name: "Promising",
    meaning: "bought once, lately",
    advice: "Tell them about the brand; offer a small incentive.",
  },
  {
    name: "Need Attention",
    meaning: "middling in both, and cooling",
    advice: "Make an offer for a limited time, based on what they bought.",
  },
  {
    name: "About To Sleep",
    meaning: "buy rarely, and not lately",
    advice: "Win them back now with popular products or a discount.",
  },
  {
    name: "Cannot Lose Them",
    meaning: "bought very often, but long ago",
    advice: "Contact them in person before a competitor does.",
  },
  {
    name: "At Risk",
    meaning: "bought often, but long ago",
    advice: "Write to them personally; offer a reason to come back.",
  },
  {
    name: "Hibernating",
    meaning: "bought rarely, and long ago",
    advice: "Include them in general offers only; spend little.",
  },
];

/** The segment of a customer by recency and frequency score (1 … 5); the first rule that fits counts. */
export function segmentOf(r: number, f: number): string {
  if (r === 5 && f <= 1) return "New Customers";
  if (r >= 4 && f >= 4) return "Champions";
  if (r >= 3 && f >= 4) return "Loyal Customers";
  if (r >= 4 && f >= 2) return "Potential Loyalists";
  if (r === 4) return "Promising";
  if (r === 3) return f === 3 ? "Need Attention" : "About To Sleep";
  if (f === 5) return "Cannot Lose Them";
  return f >= 3 ? "At Risk" : "Hibernating";
}
