// Package screen is what every screen has in common: the keys, what a screen may ask of
// the root, and labelling, which works the same wherever a sentence is current.
//
// A screen never reads or writes the library, and never touches another screen. It gets
// messages, changes what it shows, and returns requests, which the root carries out in order.
package screen
