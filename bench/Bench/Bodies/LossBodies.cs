using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Bench.Bodies;

/// <summary>The losses of src/Deferral/Losses.</summary>
internal static class LossBodies
{
    // Eq. 10 with its defaults, two images of 1024 by 1024 pixels, three experts.
    public static Action<int> LossSuite()
    {
        const int images = 2,
            experts = 3,
            size = 1024;
        Tensor segmentor = randn(images, 1, size, size).requires_grad_(),
            routing = randn(images, experts + 1, size, size).requires_grad_(),
            predictor = randn(images, 1, size, size).requires_grad_();
        Tensor target = randint(0, 2, [images, 1, size, size], ScalarType.Byte),
            masks = randint(0, 2, [images, experts, size, size], ScalarType.Byte);
        return Repeat.InScopes(
            () =>
            {
                var loss = DeferralLosses.Total(segmentor, routing, predictor, target, masks).Total;
                loss.ToDouble();
                segmentor.grad?.zero_();
                routing.grad?.zero_();
                predictor.grad?.zero_();
                loss.backward();
            },
            1
        );
    }
}
