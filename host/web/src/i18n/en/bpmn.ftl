# Process diagrams.
bpmn-larger = Larger
bpmn-smaller = Smaller
bpmn-whole = Show all of it
bpmn-not-drawn = This diagram cannot be drawn; here is its text.
