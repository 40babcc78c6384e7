package order_test

import (
	"fmt"

	"github.com/budkavle/budkavle/notify/order"
)

func ExampleArticle() {
	o := order.Order{Articles: []order.Article{{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 2000, Unit: "st", State: order.ArticleToOrder}}}
	fmt.Println(o.Articles[0].Name, o.Articles[0].Quantity/1000, o.Articles[0].Unit)
	// Output: Portmotor 2 st
}

func ExampleArticleState() {
	fmt.Println(order.ArticleStates())
	// Output: [to-order ordered delivered]
}
