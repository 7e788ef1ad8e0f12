/** The words that ids are made of. Order matters: it is part of what a seed means. */
export const adjectives: readonly string[] =
  `agile amber ample ancient arctic autumn azure balanced basic bold brave breezy brief bright brisk broad bronze calm candid careful
casual cheerful chilly civic clean clear clever cloudy coastal cobalt common cool copper coral cosmic cozy crafty crimson crisp curious
curved daily dapper daring dawning decent deep deft dense distant double dusty eager early earnest easy elder elegant even exact faint
fair famous fancy fertile festive final fine firm fluent fluid fond formal frank free fresh friendly frosty gallant gentle genuine gilded
glad glassy global golden graceful grand grassy great green handy happy hardy hasty hazel hearty hidden hollow honest humble icy ideal
idle inland inner instant ivory jolly jovial keen kind lasting lavish leafy level light lilac linear little lively local lofty loyal lucid
lucky lunar magenta major maple marble mellow merry mighty mild minor misty modern modest mossy mutual narrow native neat nimble noble
northern novel oaken ocean olive open orange orderly outer oval pale patient peaceful pearly perky placid plain pleasant plucky polar
polite prime proper proud pure quaint quick quiet rapid rare ready regal rustic sandy savvy scarlet secure serene sharp shiny silent`.split(
    /\s+/,
  );

export const nouns: readonly string[] =
  `acorn acre alcove alley almond anchor anvil apple apron arbor arch aspen atlas attic avenue badge bagel bakery balcony bamboo banner
barge barley barn basin basket bay beach beacon bench berry bicycle birch blanket blossom bluff board boat bonfire bottle boulder bridge
brook bucket buckle bugle cabin cable cactus camera candle canoe canvas canyon cape caravan cart castle cedar cello chalk chapel chart
cherry chimney cider circle citrus clay cliff clover coast comet compass copse cottage cotton cove creek cricket crown dahlia daisy dale
delta desert diary dome dove drum dune eagle easel echo elm ember engine fable falcon farm feather fern field fig finch fiord flag flint
flute fog folio forest forge fossil fountain fox garden garnet gate gazebo ginger glacier glade glen globe grain granite grove gull harbor
harp hatch hawk hazelnut heath hedge helmet heron hill hive holly horizon inlet iris island jacket jar jasmine jetty jigsaw kayak kettle
key kiln kite knoll ladder lagoon lake lamp lantern larch lark lavender ledge lemon lentil lever lichen lily linen lodge loft loom lotus
lute magnet mango mantle map marina marsh meadow melon mesa mill mirror`.split(/\s+/);
