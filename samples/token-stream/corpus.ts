/** The words from which the chain is built. */
export const corpus = `
The mill stands where the river bends, and the river turns the wheel. The wheel turns the stone, and the stone
grinds the corn. When the river is high the wheel turns fast, and the miller opens the gate to let the water pass.
When the river is low the wheel stands still, and the miller waits for rain. The water comes down from the hills and
runs through the race, and the race carries the water to the wheel. The miller fills the sacks and the carter takes the
sacks to the town. The town sends corn to the mill and the mill sends flour to the town. In the evening the miller
closes the gate and the water runs past the wheel to the river. In the night the river runs on, and the mill waits for
the morning. In the morning the carter comes from the town and the miller opens the gate again.
`;
