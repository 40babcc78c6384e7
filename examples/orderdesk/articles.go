package main

import (
	"slices"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// An articleLine is what an order needs, with how far it has come.
type articleLine struct {
	order.Article
	Amount string
}

// An articleState is a choice of a line.
type articleState struct {
	State order.ArticleState
	Name  string
}

func articleLines(o order.Order, l locale.Language) []articleLine {
	var lines []articleLine
	for _, a := range o.Articles {
		value, decimals := a.Quantity, 3
		for decimals > 0 && value%10 == 0 {
			value, decimals = value/10, decimals-1
		}
		lines = append(lines, articleLine{a, l.Number(value, decimals) + " " + a.Unit})
	}
	return lines
}

// articleStates are the states in the user's words.
func articleStates(l locale.Language) []articleState {
	all := []articleState{{"", order.ArticleState("").Message(l)}}
	for _, s := range order.ArticleStates() {
		all = append(all, articleState{s, s.Message(l)})
	}
	return all
}

// saveArticle sets how far an article has come; the mails about it follow.
func (v *visit) saveArticle() error {
	c, d, err := v.caseFile()
	if err != nil {
		return err
	}
	before := c.Order.Clone()
	form := v.r.PostForm
	i := slices.IndexFunc(c.Order.Articles, func(a order.Article) bool { return a.ID == form.Get("article") })
	state := order.ArticleState(form.Get("state"))
	if i < 0 || state != "" && !slices.Contains(order.ArticleStates(), state) {
		return errNotThere
	}
	c.Order.Articles[i].State = state
	return v.saved(d, before, c)
}
